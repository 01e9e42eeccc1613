"""Why code is refused that no shell evaluates, or that the shell would undo."""

from __future__ import annotations

from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.commands import EnvironmentCommand
    from aws_session.run import Run


def refuse(run: Run, command: EnvironmentCommand, *, is_stored: bool) -> None:
    """Refuse to print secrets on the terminal, or code with secrets into a file."""
    dialect = run.dialect(command.shell)
    piped = f"pass otp aws | {run.line}" if command.reads_stdin else run.line
    if dialect.data:
        # A data format in a file is what somebody wants.
        if not is_stored:
            raise UsageError(
                f"the {dialect.name} would show the session's secrets: stdout is the terminal",
                hint=f"to show them anyway: {piped} --print",
            )
        return
    typed = dialect.invocation(run.line)
    if command.reads_stdin:
        typed = dialect.piped("pass otp aws", run.line)
    where, more = "the terminal", "to load a function that needs no eval: aws-session init"
    if is_stored:
        where, more = "a file", f"to write the session's secrets to the file: {piped} --print"
    raise UsageError(
        f"this command prints shell code to evaluate, and stdout is {where}",
        hint=f"type: {typed}\n  {more}",
    )


def undone(names: list[str]) -> UsageError:
    """Return the error for variables that the shell restores after the function."""
    verb = "is" if len(names) == 1 else "are"
    return UsageError(
        f"{' and '.join(names)} {verb} set for this command or in a function only: the shell would "
        "undo the change",
        hint="use an option (-p NAME, --region NAME), or set it before, on its own line",
    )
