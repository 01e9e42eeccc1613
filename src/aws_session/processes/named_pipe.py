"""A text for a shell in a named pipe: only in memory, and gone with the process that offers it."""

from __future__ import annotations

import contextlib
import os
import time

_OFTEN, _SELDOM = 0.05, 1.0
"""Seconds between two looks at whether it has been read, at first and later."""


def hand_over(text: str, path: str, pid: int) -> None:
    """Let a shell find a text at a path, with a NUL behind it, until it is read or the shell ends.

    A pipe exists at the path only while a process writes to it: the shell never waits for it.
    """
    made = f"{path}.new"
    os.mkfifo(made, 0o600)
    try:
        # For both directions, so that opening waits for nobody.
        file = os.open(made, os.O_RDWR | os.O_NONBLOCK)
        left = _written(file, text.encode("utf-8", "surrogateescape") + b"\0")
        os.rename(made, path)
        made = path
        pause = _OFTEN
        while (left or _is_unread(file)) and _lives(pid):
            time.sleep(pause)
            pause = _OFTEN if left else min(pause * 1.5, _SELDOM)
            left = _written(file, left)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(made)


def _written(file: int, octets: bytes) -> bytes:
    """Write what the pipe takes; return the rest."""
    with contextlib.suppress(BlockingIOError):
        while octets:
            octets = octets[os.write(file, octets) :]
    return octets


def _is_unread(file: int) -> bool:
    import fcntl
    import termios

    return any(fcntl.ioctl(file, termios.FIONREAD, bytes(4)))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
