"""A text for a shell in a named pipe: only in memory, and gone with the process that offers it."""

from __future__ import annotations

import contextlib
import os
import stat
import time

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_OFTEN, _SELDOM = 0.05, 1.0
"""Seconds between two checks whether it has been read, at first and later."""


def hand_over(made_by: Callable[[], str], path: str, pid: int) -> None:
    """Let a shell find a text at a path, followed by a NUL, until it is read or the shell ends.

    The pipe is created before the text, so that no text is made for nothing. It is at the path only
    while a process has the whole text in it: the shell never waits for it, and never reads a part.
    Raises SessionError if there can be no such pipe.
    """
    made = f"{path}.new"
    try:
        file = _opened(made)
    except OSError as error:
        raise SessionError(f"cannot make a pipe: {error.strerror}", hint="check TMPDIR") from error
    try:
        _fill(file, made_by().encode("utf-8", "surrogateescape") + b"\0")
        os.rename(made, path)
        made = path
        pause = _OFTEN
        while _is_unread(file) and lives(pid):
            time.sleep(pause)
            pause = min(pause * 1.5, _SELDOM)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(made)


def _opened(path: str) -> int:
    """Create a pipe that only this user can open, and open it; OSError for anything else there."""
    with contextlib.suppress(OSError):
        # Left by a process that was killed.
        os.unlink(path)
    os.mkfifo(path, 0o600)
    # In both directions, so that opening does not wait for a reader.
    file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW)
    found = os.fstat(file)
    if not stat.S_ISFIFO(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        os.close(file)
        raise PermissionError(0, "it is another user's")
    return file


def _fill(file: int, octets: bytes) -> None:
    """Write everything at once; SessionError if it does not fit into the pipe."""
    try:
        while octets:
            octets = octets[os.write(file, octets) :]
    except BlockingIOError as error:
        raise SessionError("the pipe is too small", hint="renew it yourself") from error


def _is_unread(file: int) -> bool:
    import fcntl
    import termios

    return any(fcntl.ioctl(file, termios.FIONREAD, bytes(4)))


def lives(pid: int) -> bool:
    """Tell whether a process exists, whoever's it is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
