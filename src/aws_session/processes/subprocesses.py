"""Subprocesses, none of which receives a secret."""

from __future__ import annotations

import signal
import subprocess
from contextlib import contextmanager

from aws_session import environment as env
from aws_session.errors import SessionError
from aws_session.processes import bounded_output, replace, starting
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SECONDS = 60
_NOT_FOUND = 127
_TYPED = ("SIGINT", "SIGQUIT", "SIGBREAK")


def code_from(command: str, environ: dict[str, str]) -> str:
    """Return the output of a program that the shell runs, with the terminal on stdin and stderr."""
    clean = without_secrets(environ)
    # Variables that are set before the name of a program may contain a secret.
    name = next((word for word in command.split() if "=" not in word), "sh")
    try:
        with starting.terminal() as (typed, _):
            # Ctrl-Z stays ignored: it would stop the program for good.
            with replace.as_found(stops=False):
                child = starting.start(
                    starting.shell_words(command),
                    clean,
                    stdin=subprocess.DEVNULL if typed is None else typed,
                    stdout=subprocess.PIPE,
                )
            printed = _printed(child)
    except subprocess.TimeoutExpired:
        raise SessionError(
            f"the MFA command ({name}) printed no code for {_SECONDS} s", hint=_CHECK
        ) from None
    except bounded_output.TooMuchError:
        raise SessionError(
            f"the MFA command ({name}) printed more than {bounded_output.MOST // 1_000_000} MB",
            hint=_CHECK,
        ) from None
    except OSError as error:
        raise SessionError(f"the MFA command cannot run: {error.strerror}", hint=_CHECK) from error
    if child.returncode:
        raise SessionError(
            f"the MFA command ({name}) {starting.failure(child.returncode)}", hint=_CHECK
        )
    return printed.decode("utf-8", "replace")


def _printed(child: subprocess.Popen[bytes]) -> bytes:
    """Return a program's output until its end; however the wait ends, the program is stopped."""
    with child:
        try:
            printed, _ = starting.communicate(child, _SECONDS)
        except BaseException:
            child.kill()
            raise
    return printed


def without_secrets(environ: dict[str, str]) -> dict[str, str]:
    """Return an environment for a program that must not know of any session."""
    return {name: value for name, value in environ.items() if name not in env.SECRETS}


def edit(editor: str, path: str, environ: dict[str, str]) -> None:
    """Let a person edit a file; SessionError if the editor fails.

    The editor may have arguments of its own, as in `code --wait`. Ctrl-C in it goes to the editor.
    """
    clean = without_secrets(environ)
    try:
        with starting.terminal() as (typed, screen), _deaf_to_interrupts():
            with replace.as_found():
                # stdout may be a pipe that a shell reads.
                child = starting.start(
                    starting.editor_words(editor, path), clean, stdin=typed, stdout=screen
                )
            _wait(child)
    except OSError as error:
        raise SessionError(f"{editor} cannot run: {error.strerror}", hint=_EDITORS) from error
    if child.returncode:
        raise SessionError(f"{editor} {starting.failure(child.returncode)}", hint=_EDITORS)


def logs_in(error: SessionError, ask: Callable[[str], str], environ: dict[str, str]) -> bool:
    """Offer to run the AWS CLI's sign-in now; False if it is missing or declined.

    Raises the error if the sign-in failed.
    """
    program = starting.find(error.login[0], environ)
    if program is None:
        return False
    line = starting.joined(error.login)
    tell(error.message)
    if ask(f"Run {line}? [Y/n] ").strip().lower() not in {"", "y", "yes"}:
        return False
    # Its output is for the person: stdout may be a pipe that a shell evaluates.
    clean = without_secrets(environ)
    try:
        with starting.terminal() as (typed, screen), _deaf_to_interrupts():
            with replace.as_found():
                child = starting.start(
                    [program, *error.login[1:]],
                    clean,
                    stdin=typed,
                    stdout=screen,
                    stderr=screen,
                )
            _wait(child)
    except OSError as failed:
        raise SessionError(f"{program} cannot run: {failed.strerror}", hint=error.hint) from failed
    if child.returncode:
        raise SessionError(f"{line} {starting.failure(child.returncode)}", hint=error.hint)
    return True


def page(text: str, environ: dict[str, str], stdout: int) -> bool:
    """Let a person read a text in $PAGER; returns whether it was shown.

    A pager reads keys from the terminal, and Ctrl-C in it goes to the pager.
    """
    pager = environ.get("PAGER", starting.PAGER)
    program = pager.split()[0] if pager.split() else ""
    if program in {"", "cat"} or not starting.find(program, environ):
        return False
    # Colours are shown, and a text that fits on the screen stays there.
    clean = {"LESS": "FRX", **without_secrets(environ)}
    try:
        with _deaf_to_interrupts():
            with replace.as_found():
                child = starting.start(
                    starting.shell_words(pager), clean, stdin=subprocess.PIPE, stdout=stdout
                )
            _read_by(child, text)
            _wait(child)
    except OSError:
        return False
    return child.returncode != _NOT_FOUND


def _read_by(child: subprocess.Popen[bytes], text: str) -> None:
    assert child.stdin is not None  # noqa: S101 - it was given a pipe
    try:
        with child.stdin:
            child.stdin.write(text.encode("utf-8", "surrogateescape"))
    except OSError:
        # A person who leaves the pager has read enough; Windows calls that an invalid argument.
        return


def _wait(child: subprocess.Popen[bytes]) -> None:
    """Wait for a program's end; however the wait ends, the program is stopped."""
    try:
        child.wait()
    except BaseException:
        child.kill()
        child.wait()
        raise


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    numbers = [getattr(signal, name) for name in _TYPED if hasattr(signal, name)]
    # A handler, not SIG_IGN, which the child would inherit. An ignored signal stays ignored.
    before = {
        number: signal.signal(number, lambda *_: None)
        for number in numbers
        if signal.getsignal(number) != signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_EDITORS = "name another: aws-session config --editor PROGRAM, or export EDITOR=PROGRAM"
_CHECK = "run it yourself: it must print six digits"
