"""Programs that we start; none of them gets a secret."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager

from aws_session import environment as env
from aws_session import state
from aws_session.edge import terminal
from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 60
_SECRETS = frozenset({*env.SESSION, state.VARIABLE})


def code_from(command: str, environ: dict[str, str]) -> str:
    """Return what a program prints, run by the shell with the terminal on stdin and stderr."""
    shell = ["cmd", "/c", command] if os.name == "nt" else ["sh", "-c", command]
    clean = without_secrets(environ)
    name = command.split(maxsplit=1)[0] if command.split() else command
    source = (
        os.open("/dev/tty", os.O_RDWR) if terminal.is_there() else os.open(os.devnull, os.O_RDWR)
    )
    try:
        done = subprocess.run(  # noqa: S603 - the user's own program, named by the user
            shell, env=clean, stdin=source, stdout=subprocess.PIPE, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise SessionError(
            f"the MFA command ({name}) printed no code for {_SECONDS} s", hint=_CHECK
        ) from None
    except OSError as error:
        raise SessionError(f"the MFA command cannot run: {error.strerror}", hint=_CHECK) from error
    finally:
        os.close(source)
    if done.returncode:
        raise SessionError(
            f"the MFA command ({name}) failed with status {done.returncode}", hint=_CHECK
        )
    return done.stdout.decode("utf-8", "replace")


def without_secrets(environ: dict[str, str]) -> dict[str, str]:
    """Return an environment for a program that is to know of no session."""
    return {name: value for name, value in environ.items() if name not in _SECRETS}


def edit(editor: str, path: str, environ: dict[str, str]) -> None:
    """Let a person edit a file; SessionError where the editor fails.

    The editor may have words of its own, as in `code --wait`. Ctrl-C in it is its own.
    """
    clean = without_secrets(environ)
    words = (
        [*editor.split(), path] if os.name == "nt" else ["sh", "-c", f'{editor} "$@"', editor, path]
    )
    try:
        with _at_the_terminal() as screen, _deaf_to_interrupts():
            # stdout may be a pipe that a shell reads.
            done = subprocess.run(words, env=clean, stdin=screen, stdout=screen, check=False)  # noqa: S603 - the user's own program
    except OSError as error:
        raise SessionError(f"{editor} cannot run: {error.strerror}", hint=_EDITORS) from error
    if done.returncode:
        raise SessionError(f"{editor} failed with status {done.returncode}", hint=_EDITORS)


@contextmanager
def _at_the_terminal() -> Iterator[int | None]:
    """Open the terminal for a program; None where there is none of that name."""
    if not terminal.is_there():
        yield None
        return
    descriptor = os.open("/dev/tty", os.O_RDWR)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    # A handler, not SIG_IGN: that the child would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_EDITORS = "name another: aws-session config --editor PROGRAM, or export EDITOR=PROGRAM"
_CHECK = "try it by itself: it must print six digits"
