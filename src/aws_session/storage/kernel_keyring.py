"""The user keyring of the Linux kernel, in memory, through system calls: how it is read."""

# The persistent keyring would not last longer: since Linux 5.3, the user keyring exists until the
# machine stops, whether the user is logged in or not, and each session's key has its own time-out.
# It is found by its number, wherever the session keyring leads: ssh's after another log-in, cron's,
# a systemd service's own, and the revoked one of what outlives its log-in have been tried.

from __future__ import annotations

import os
import sys

from aws_session import paths
from aws_session.errors import FullError, SessionError
from aws_session.model.identifiers import checksum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NAME = "the kernel's keyring"

# By architecture: add_key; request_key and keyctl are the next two.
_NUMBERS = {
    "x86_64": 248,
    "aarch64": 217,
    "riscv64": 217,
    "loongarch64": 217,
    "i686": 286,
    "armv7l": 309,
    "armv6l": 309,
    "ppc64le": 269,
    "ppc64": 269,
    "s390x": 278,
}
_NARROW = {"x86_64": "i686", "aarch64": "armv7l"}
"""The numbers that a 32-bit program uses on a 64-bit kernel."""

USER = -4
_SEARCH, READ = 10, 11
_ENOENT, _EPERM, _EACCES, _ENOSYS = 2, 1, 13, 38
_ENOKEY, EKEYEXPIRED, EKEYREVOKED, _EKEYREJECTED, EDQUOT = 126, 127, 128, 129, 122
_GONE = {_ENOENT, _ENOKEY, EKEYEXPIRED, EKEYREVOKED, _EKEYREJECTED}


class KernelKeyring:
    """The keys of one cache folder, so that the sandbox's are separate from the real ones.

    `call` is a system call, counted from add_key; errors are below 0.
    """

    def __init__(self, environ: dict[str, str]) -> None:
        # One folder, however HOME or the variable spells it.
        folder = os.path.realpath(paths.cache(environ) or "/")
        self.prefix = f"aws-session {checksum(folder)} "
        self.call = _calls()

    def read(self, item: str) -> str | None:
        serial = self.found(item)
        octets = None if serial is None else self.content(serial)
        try:
            return None if octets is None else octets.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            # Another program has replaced it; the next session replaces that.
            return None

    def found(self, item: str) -> int | None:
        """Return an item's number, None if there is none of that name."""
        what = (self.prefix + item).encode("utf-8", "surrogatepass")
        return self.attempt(_SEARCH, USER, b"user", what, 0)

    def content(self, serial: int) -> bytes | None:
        return self.whole(READ, serial)

    def whole(self, operation: int, serial: int) -> bytes | None:
        """Return what the kernel writes, which may grow between two calls."""
        room = 4_096
        while True:
            buffer = _buffer(room)
            length = self.attempt(operation, serial, buffer, room)
            if length is None:
                return None
            if length <= room:
                return bytes(buffer[:length])
            room = length

    def attempt(self, operation: int, *words: Any) -> int | None:
        """Return the kernel's answer, or None if the key is gone."""
        answer = self.call(2, operation, *words)
        return None if -answer in _GONE else self.checked(answer)

    @staticmethod
    def checked(answer: int) -> int:
        """Return an answer that is not an error; SessionError for one that is."""
        if answer >= 0:
            return answer
        number = -answer
        if number == EDQUOT:
            raise FullError(
                f"{NAME} is full",
                hint="to see how much of it is used: cat /proc/key-users",
            )
        if number in (_EPERM, _EACCES, _ENOSYS):
            raise SessionError(f"{NAME} is not allowed here ({os.strerror(number)})")
        raise SessionError(f"{NAME} refused ({os.strerror(number)})")


def first_number() -> int:
    """Return the number of add_key, which the others follow."""
    machine = os.uname().machine
    if sys.maxsize < 1 << 32:
        machine = _NARROW.get(machine, machine)
    if sys.platform != "linux" or machine not in _NUMBERS:
        raise SessionError(f"{NAME} is not supported on {sys.platform} {machine}")
    return _NUMBERS[machine]


def _calls() -> Callable[..., int]:
    """Return a function for system calls, counted from add_key; it returns errors as below 0."""
    first = first_number()
    try:
        # The compiled half: the other costs a fifth of Python's start-up time.
        import _ctypes
    except ImportError:
        raise SessionError(f"{NAME} needs a Python with ctypes") from None

    class Long(_ctypes._SimpleCData):  # type: ignore[type-arg] # is none at run time
        _type_ = "l"

    class Call(_ctypes.CFuncPtr):
        _flags_ = _ctypes.FUNCFLAG_CDECL | _ctypes.FUNCFLAG_USE_ERRNO
        _restype_ = Long

    this_program = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]
    system = Call(_ctypes.dlsym(this_program, "syscall"))

    def call(number: int, *words: Any) -> int:
        wide = [Long(word) if isinstance(word, int) else word for word in words]
        answer: int = system(Long(first + number), *wide)
        return -_ctypes.get_errno() if answer == -1 else answer

    return call


def _buffer(size: int) -> Any:
    import _ctypes

    class Char(_ctypes._SimpleCData):  # type: ignore[type-arg] # is none at run time
        _type_ = "c"

    return (Char * size)()
