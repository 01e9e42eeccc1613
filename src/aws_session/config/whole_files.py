"""Reading a whole file that may be a pipe, a device or on a slow disk."""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found] # signal's own core has no stubs
import os
import stat

from aws_session.errors import SessionError

_MOST = 16 * 1024 * 1024
_AT_ONCE = 65_536
_SAID_AFTER = 2.0
_QUICK = 1.0
"""Seconds: of silence before a person is told, and the maximum wait of completion."""

_MARK = b"\xef\xbb\xbf"

_taken: dict[str, bytes] = {}
"""The contents of pipes and devices: most can be read only once."""

_lent: dict[str, str] = {}


def read(path: str, *, quickly: bool = False) -> bytes:
    """Return a file's content; OSError if it cannot be read, SessionError if it is endless.

    `quickly` is for callers that cannot wait: it skips pipes and devices, and gives up on a slow
    file.
    """
    if path in _taken:
        return _taken[path]
    waiting = _Waiting(path, quickly=quickly)
    flags = os.O_RDONLY | _flag("O_CLOEXEC") | _flag("O_NOCTTY") | _flag("O_BINARY")
    try:
        waiting.begin()
        file = os.open(path, flags | (_flag("O_NONBLOCK") if quickly else 0))
        try:
            ordinary = stat.S_ISREG(os.fstat(file).st_mode)
            if quickly and not ordinary:
                raise FileNotFoundError(path)
            octets = _whole(file, path)
        finally:
            os.close(file)
    finally:
        waiting.end()
    if not ordinary:
        _taken[path] = octets
    return octets


def text(octets: bytes) -> str:
    """Return UTF-8 text, without the byte order mark that Windows programs write."""
    # The codec that removes the mark would be one more module to load.
    return octets.removeprefix(_MARK).decode()


def lasting(path: str) -> str:
    """Return a path from which this process can read the same content repeatedly.

    It is the path itself for an ordinary file, and if the system has no in-memory files.
    """
    if path in _lent:
        return _lent[path]
    if path not in _taken:
        try:
            if not _is_read_once(os.stat(path).st_mode):
                return path
            read(path)
        except OSError:
            # The code that needs it reports what is wrong with it.
            return path
    if not _taken[path]:
        _lent[path] = os.devnull
    elif hasattr(os, "memfd_create"):
        file = os.memfd_create("aws-session")
        with open(file, "wb", closefd=False) as made:
            made.write(_taken[path])
        _lent[path] = f"/proc/{os.getpid()}/fd/{file}"
    return _lent.get(path, path)


def _is_read_once(mode: int) -> bool:
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def _whole(file: int, path: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := os.read(file, _AT_ONCE):
        parts.append(part)
        size += len(part)
        if size > _MOST:
            raise SessionError(
                f"{path} has no end, or is larger than {_MOST // 1024 // 1024} MB",
                hint="use a file with settings or certificates instead",
            )
    return b"".join(parts)


class _Waiting:
    """A wait that is reported after two seconds, or given up after one.

    It uses the alarm, which interrupts even the opening of a pipe without a writer; without an
    alarm, and in a thread, it is an ordinary wait.
    """

    def __init__(self, path: str, *, quickly: bool) -> None:
        self._path = path
        self._quickly = quickly
        self._before: object = None
        self._is_set = False

    def begin(self) -> None:
        if not hasattr(signal, "setitimer") or signal.getitimer(signal.ITIMER_REAL)[0]:
            # An alarm that is already set stops this run.
            return
        try:
            self._before = signal.signal(signal.SIGALRM, self._act)
        except ValueError:
            # A thread receives no signals.
            return
        self._is_set = True
        signal.setitimer(signal.ITIMER_REAL, _QUICK if self._quickly else _SAID_AFTER)

    def end(self) -> None:
        if self._is_set and signal.getsignal(signal.SIGALRM) == self._act:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before or signal.SIG_DFL)

    def _act(self, *_: object) -> None:
        if self._quickly:
            raise TimeoutError(f"{self._path} took too long to read")
        from aws_session.terminal.output import tell

        tell(f"waiting for {self._path} …")


def _flag(name: str) -> int:
    flag: int = getattr(os, name, 0)
    return flag
