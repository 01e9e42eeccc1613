"""How a run fails: the message, and the code that makes the evaluating shell fail, too."""

from __future__ import annotations

import sys

from aws_session.errors import Leaving, SessionError, UsageError
from aws_session.last_resort import not_loaded, place, shortage, write
from aws_session.signals import INTERRUPTED, StopSignal
from aws_session.terminal.output import tell, tell_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.suggestions import UnknownCommandError
    from aws_session.environment import EnvironmentChange
    from aws_session.run import Run
    from aws_session.shells import Dialect


def by_error(run: Run, error: SessionError) -> int:
    """Print what is wrong and what to do; returns the exit status."""
    hint = error.hint
    if hint is not None and any(word in hint for word in ("unset ", "export ", "eval ")):
        from aws_session.shells import hints

        hint = hints.in_own_words(hint, _dialect(run))
    tell_error(error.message, hint)
    if run.debug:
        tell(error.debug or "no further details from AWS")
        _trace(run, error)
    status = error.status if error.keeps_status else run.failure or error.status
    return _keep_ready(run, error, status)


def by_leaving(run: Run, leaving: Leaving) -> int:
    """End as if interrupted; a session that a code was used for is kept, or reported as lost."""
    if isinstance(leaving.__cause__, KeyboardInterrupt):
        # The terminal sent it to the shell, too, which drops what is printed.
        leaving.change = None
        _leave_line()
    status = _keep_ready(run, leaving, INTERRUPTED)
    return 128 - status if _stands_for_program(run) else status


def _keep_ready(run: Run, error: SessionError | Leaving, status: int) -> int:
    """Fail; returns the exit status."""
    if error.change is not None and (carried := _carry(run, error.change, status)) is not None:
        tell("the MFA session stays ready in this shell: the next pose needs no code")
        return carried
    if error.bought is not None:
        _say_lost(run)
    _print_failure(run, status)
    return status


def _say_lost(run: Run) -> None:
    """Report that a code was wasted, unless its session is stored."""
    from aws_session import paths

    if not paths.has_stored_sessions(run.environ):
        tell(
            "the MFA session from this code is lost",
            "to try several times with one code, start a session first: aws-session",
        )


def _carry(run: Run, change: EnvironmentChange, status: int) -> int | None:
    """Print what changes despite the failure, and fail; None if nothing would change."""
    output, dialect = run.output, _dialect(run)
    if (
        output is None
        or output.code_is_shown
        or dialect.data
        or run.is_in_pipe(0, output.for_child)
    ):
        return None
    try:
        text, left = dialect.render_outcome(change, status)
        output.write_code(text)
    except SessionError:
        return None
    return left


def by_signal(run: Run, stop: BaseException) -> int:
    """Leave an open question; returns the exit status, or the signal to end by, negated."""
    _leave_line()
    if isinstance(stop, StopSignal):
        status = stop.status
    else:
        status = 128 - INTERRUPTED if _stands_for_program(run) else INTERRUPTED
    _print_failure(run, status)
    return status


def _stands_for_program(run: Run) -> bool:
    """Tell whether a shell treats this run like the program it starts: a signal ends its loop."""
    return bool(run.failure) and not run.is_substituted


def _leave_line() -> None:
    """Begin a new line: the terminal may have shown the key that interrupted."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write("\n")


def by_bug(run: Run, bug: Exception) -> int:
    """Report an unforeseen error, or what the machine lacks; returns the exit status."""
    unforeseen = (
        f"this is a bug in aws-session: {type(bug).__name__} {place(bug)}",
        "nothing was changed; please report it, with the output of --debug",
    )
    tell_error(*(shortage(bug) or _broken_installation(bug) or unforeseen))
    if run.debug:
        _trace(run, bug)
    _print_failure(run, 1)
    return run.failure or 1


def _broken_installation(bug: Exception) -> tuple[str, str] | None:
    broken = not_loaded(bug)
    if broken is None:
        return None
    from aws_session.processes import installation

    return broken[0], f"reinstall it: {installation.to_repair()}"


def suggest_name(error: UnknownCommandError, environ: dict[str, str]) -> None:
    """Suggest how to name a profile or an account that was typed in place of a command."""
    from shlex import quote

    from aws_session.config import aws_files
    from aws_session.storage.known_names import KnownNames

    try:
        profiles = aws_files.read(environ)
    except SessionError:
        return
    names = KnownNames(environ)
    accounts = {name.casefold() for name, *_ in names.aliases()}
    accounts.update(name.casefold() for _, name, is_open in names.accounts() if is_open)
    if error.word in profiles:
        error.message = f"{error.word!r} is not a command, but an AWS profile"
        error.hint = f"to use the profile: aws-session -p {quote(error.word)}"
    elif error.word.casefold() in accounts:
        error.message = f"{error.word!r} is not a command, but an account"
        error.hint = f"to assume a role in it: aws-session pose {quote(error.word)}"


def _print_failure(run: Run, status: int) -> None:
    """Print the code that makes the shell fail, if a shell evaluates the output."""
    if run.prints_code:
        write(run.code_descriptor(), _dialect(run).failure(status))


def _dialect(run: Run) -> Dialect:
    try:
        return run.dialect(_option(run.argv, "--shell", "-s"))
    except UsageError:
        return run.dialect()


def _option(argv: tuple[str, ...], *spellings: str) -> str | None:
    """Find an option's value in a line that could not be parsed."""
    for at, word in enumerate(argv):
        name, equals, value = word.partition("=")
        if name in spellings:
            return value if equals else next(iter(argv[at + 1 :]), None)
    return None


def _trace(run: Run, error: BaseException) -> None:
    from aws_session.terminal import redaction

    redaction.show_traceback(error, run.environ)
