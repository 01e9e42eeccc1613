"""A lock that lets one process ask for a code while others wait for the session."""

from __future__ import annotations

import os
import time

from aws_session.storage import file_writing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PAUSE = 0.05
_LONGEST = 1.0
"""Seconds after which whoever waits looks at the time."""

_MOST = 200
"""Maximum length of a holder's name in bytes."""


class Lock:
    """The turn for one thing: a lock on a file, which ends with its holder, however that ends.

    If no file can be created or locked, nothing is locked.
    """

    def __init__(self, environ: dict[str, str], mark: str) -> None:
        self._file = file_writing.opened(environ, f"turns/{mark}")
        self._has = False

    def take(self) -> str | None:
        """Take the turn; if another process has it, return which one."""
        if self._file is None:
            return None
        try:
            if not _lock(self._file):
                return _holder(self._file)
        except OSError:
            self.leave()
            return None
        self._has = True
        _name_holder(self._file, _own_name())
        return None

    def wait(self) -> None:
        """Wait until the holder of the turn is done, but not for longer than a second."""
        if self._file is not None:
            _wait(self._file)

    def leave(self) -> None:
        if self._file is not None:
            if self._has:
                _name_holder(self._file, "")
            # Closing the file releases the lock.
            os.close(self._file)
            self._file, self._has = None, False


class alone:  # noqa: N801 - it is called like a function
    """Keep out others that ask to be `alone`; tell whether that worked.

    It does not work if no file can be locked, or if another stays for longer than `timeout`, in
    seconds. contextlib is not used: importing it costs a stored session a tenth of its time.
    """

    def __init__(self, environ: dict[str, str], name: str, timeout: float) -> None:
        self._place = environ, f"turns/{name}"
        self._timeout = timeout
        self._file: int | None = None

    def __enter__(self) -> bool:
        self._file = file_writing.opened(*self._place)
        if self._file is None:
            return False
        end = time.monotonic() + self._timeout
        try:
            while not (has := _lock(self._file)) and time.monotonic() < end:
                time.sleep(_PAUSE)
        except OSError:
            return False
        except BaseException:
            self.__exit__()
            raise
        return has

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            # Closing the file releases the lock.
            os.close(self._file)
            self._file = None


def _name_holder(file: int, name: str) -> None:
    """Write who has the lock, for a message; a full disk or a limit does not cost the session."""
    try:
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, name.encode()[:_MOST])
    except OSError:
        return


def _own_name() -> str:
    for descriptor in (0, 2):
        try:
            return f"process {os.getpid()} on {os.ttyname(descriptor)}"
        except (OSError, AttributeError):
            continue
    return f"process {os.getpid()}"


def _holder(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    writer = os.read(file, _MOST).decode("utf-8", "replace")
    return writer if writer.isprintable() and writer else "another process"


def _lock(file: int) -> bool:
    """Tell whether the lock was free; OSError if the file system has no locks."""
    lock: Any = _locking()
    return bool(lock(file))


def _wait(file: int) -> None:
    """Wait without taking the turn: all who wait go on together."""
    end = time.monotonic() + _LONGEST
    while not _is_free(file) and time.monotonic() < end:
        time.sleep(_PAUSE)
    # So that processes that only wait do not keep each other from taking a turn.
    time.sleep(_PAUSE)


def _is_free(file: int) -> bool:
    """Tell whether the turn is free, as far as can be known without taking it."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(file, fcntl.LOCK_UN)
    except BlockingIOError:
        return False
    except OSError:
        # The server of the file may be gone by now; the next attempt to lock tells.
        return True
    return True


def _locking() -> Any:
    try:
        import fcntl
    except ImportError:
        return _windows_lock

    def lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    return lock


def _windows_lock(file: int) -> bool:
    import msvcrt

    try:
        # After the name, which others must be able to read.
        os.lseek(file, _MOST, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore] # Windows only
    except OSError:
        return False
    return True
