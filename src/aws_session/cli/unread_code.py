"""What is said about code that no shell evaluates, or that the shell would undo."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.commands import EnvironmentCommand
    from aws_session.run import Run


def on_terminal(run: Run, command: EnvironmentCommand) -> UsageError:
    """Return the error for code that would be shown instead of evaluated, with the line to type."""
    dialect = run.dialect(command.shell)
    if dialect.data:
        line = f"pass otp aws | {run.line}" if command.reads_stdin else run.line
        return UsageError(
            f"the {dialect.name} would show the session's secrets: stdout is the terminal",
            hint=f"to show them anyway: {line} --print",
        )
    return UsageError(
        "this command prints shell code to evaluate, and stdout is the terminal",
        hint=f"type: {_typed(run, command)}\n"
        "  to load a function that needs no eval: aws-session init",
    )


def tell_of_file(run: Run, command: EnvironmentCommand) -> None:
    """Say that code went into a file, as in a log; a data format in a file is what one wants."""
    dialect = run.dialect(command.shell)
    if not (dialect.data or dialect.reads_from_file):
        tell(
            "the shell code went into a file, secrets included; this shell is unchanged",
            f"to change it, type: {_typed(run, command)}; for the file only: --print",
        )


def _typed(run: Run, command: EnvironmentCommand) -> str:
    dialect = run.dialect(command.shell)
    if command.reads_stdin:
        return dialect.piped("pass otp aws", run.line)
    return dialect.invocation(run.line)


def undone(names: list[str]) -> UsageError:
    """Return the error for variables that the shell restores after the function."""
    verb = "is" if len(names) == 1 else "are"
    return UsageError(
        f"{' and '.join(names)} {verb} set for this command or in a function only: the shell would "
        "undo the change",
        hint="use an option (-p NAME, --region NAME), or set it before, on its own line",
    )
