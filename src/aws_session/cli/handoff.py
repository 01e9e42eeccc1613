"""A line that is left to our shell function, because only the function can run it."""

from __future__ import annotations

import sys

from aws_session.commands.help import Help
from aws_session.commands.resume import Resume
from aws_session.errors import SessionError
from aws_session.model.mfa import is_code
from aws_session.processes import this_program
from aws_session.terminal.output import first_line, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.commands import Command, EnvironmentCommand
    from aws_session.run import Run
    from aws_session.terminal.output import Output

CODE_OPTIONS = ("--code", "-m", "--mfa-code")


def run_in_function(run: Run, command: Command, output: Output) -> int:
    """Let our function run the line where it has the real stdout and the terminal."""
    words = run.argv
    if isinstance(command, Help):
        # Without the function, `--help` could not rely on stdout.
        words = ("help",) if command.topic is None else ("help", command.topic)
        words += ("--man",) if command.man else ()
    program = this_program.path(run.environ)
    output.write_code(run.dialect().run_program((program, *words)))
    return 0


def call_function(run: Run, command: EnvironmentCommand, output: Output) -> int:
    """Print the line that calls our function, to be evaluated outside `$(…)`."""
    # Read here, because the function's own stdin is a different one.
    words = _with_code(run.argv) if command.reads_stdin else run.argv
    dialect = run.dialect(command.shell)
    output.write_data(dialect.inert(dialect.call_function(words)))
    if not (command.reads_stdin or isinstance(command, Resume)):
        tell(f"in $(…) this prints a line for eval; without eval, type: {run.line}")
    # Inside `$(…)` there is no session: what follows `&&` there must not run.
    return 1


def _with_code(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words with the code from stdin; nothing else from it may get into them."""
    code = (first_line(sys.stdin) if sys.stdin else "").replace(" ", "").strip()
    if not is_code(code):
        raise SessionError(
            "stdin does not contain a six-digit code",
            hint="check the output of the program before the pipe",
        )
    options = (*CODE_OPTIONS, *(f"{option}=" for option in CODE_OPTIONS if option[:2] == "--"))
    passed = []
    for before, word in zip(("", *words), words, strict=False):
        glued = word[:-1] in options and word.endswith("-")
        is_stdin = glued or (word == "-" and before in CODE_OPTIONS)
        passed.append(f"{word[:-1]}{code}" if is_stdin else word)
    return tuple(passed)
