"""A line left to our shell function, which alone can do what it asks for."""

from __future__ import annotations

from aws_session.edge import this_program
from aws_session.edge.machine import tell
from aws_session.errors import UsageError
from aws_session.intent import Help

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.edge.output import Output
    from aws_session.intent import Intent, Mode
    from aws_session.main import Run


def out(run: Run, intent: Intent, output: Output) -> int:
    """Let our function run the line where stdout and the terminal are its own."""
    words = run.argv
    if isinstance(intent, Help):
        # Without the function `--help` would not be sure of stdout.
        words = ("help",) if intent.topic is None else ("help", intent.topic)
    program = this_program.path(run.environ)
    output.write_code(run.dialect().running((program, *words)))
    return 0


def over(run: Run, intent: Mode, output: Output) -> int:
    """Print the line that calls our function, for somebody to evaluate outside of `$(…)`."""
    if intent.reads_stdin:
        raise UsageError(
            "in $(…) the session would be lost, and a code on stdin can be read only here",
            hint=f"no eval is needed, type: {run.line}",
        )
    dialect = run.dialect(intent.shell)
    output.write_data(dialect.inert(dialect.calling(run.argv)))
    tell(f"in $(…) this would be lost; no eval is needed, type: {run.line}")
    return 1
