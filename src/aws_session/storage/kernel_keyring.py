"""The user keyring of the Linux kernel, in memory, through system calls."""

# The persistent keyring would not last longer: since Linux 5.3, the user keyring exists until the
# machine stops, whether the user is logged in or not, and each session's key has its own time-out.
# It is found by its number, wherever the session keyring leads: ssh's after another log-in, cron's,
# a systemd service's own, and the revoked one of what outlives its log-in have been tried.

from __future__ import annotations

import os
import sys
import time

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

_PROCESS, _USER = -2, -4
_UNLINK, _LINK, _SEARCH, _READ, _SET_PERMISSION, _SET_TIMEOUT = 9, 8, 10, 11, 5, 15
_DESCRIBE = 6
_OWNER_ALONE = 0x003F0000
"""All rights for the user, in any process; none for anyone else who has the key."""

_MOST = 6_000
"""Maximum size of a session in bytes: three fit into the 20,000 that an ordinary user has."""

_ENOENT, _EPERM, _EACCES, _ENOSYS = 2, 1, 13, 38
_ENOKEY, _EKEYEXPIRED, _EKEYREVOKED, _EKEYREJECTED, _EDQUOT = 126, 127, 128, 129, 122
_GONE = {_ENOENT, _ENOKEY, _EKEYEXPIRED, _EKEYREVOKED, _EKEYREJECTED}
_ROOM_TRIES, _ROOM_PAUSE = 10, 0.02
"""How often to check for room that was just made, and how many seconds apart."""


class KernelStore:
    """The keys of one cache folder, so that the sandbox's are separate from the real ones."""

    name = NAME
    limit = None

    def __init__(self, environ: dict[str, str]) -> None:
        # One folder, however HOME or the variable spells it.
        folder = os.path.realpath(paths.cache(environ) or "/")
        self.prefix = f"aws-session {checksum(folder)} "
        self._call = _calls()
        self._makes_room = False

    def read(self, item: str) -> str | None:
        serial = self._found(item)
        octets = None if serial is None else self.content(serial)
        try:
            return None if octets is None else octets.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            # Another program has replaced it; the next session replaces that.
            return None

    def write(self, item: str, text: str, seconds: int) -> None:
        """Store a text that is deleted after `seconds`; it replaces an earlier one."""
        octets = text.encode("utf-8", "surrogatepass")
        if len(octets) > _MOST:
            raise SessionError(f"the session is too large for {NAME}")
        serial = self._added(item, octets)
        # Before others can find it: a process that dies here leaves nothing behind.
        self._control(_SET_PERMISSION, serial, _OWNER_ALONE)
        self._control(_SET_TIMEOUT, serial, max(1, seconds))
        self._control(_LINK, serial, _USER)
        self._control(_UNLINK, serial, _PROCESS)

    def remove(self, item: str) -> bool:
        """Remove an item; False if it does not exist."""
        serial = self._found(item)
        if serial is not None:
            self._try(_UNLINK, serial, _USER)
            self._makes_room = True
        return serial is not None

    def remove_all(self) -> int:
        """Remove every item, including those without a marker; return how many."""
        mine = [serial for serial in self._serials() if self._is_mine(serial)]
        for serial in mine:
            self._try(_UNLINK, serial, _USER)
        return len(mine)

    def check(self) -> None:
        """Raise SessionError if nothing can be stored."""
        self._control(_UNLINK, self._added("trial", b"-"), _PROCESS)

    def _added(self, item: str, octets: bytes) -> int:
        """Return a new key that only this process has."""
        serial = self._add(item, octets)
        if serial == -_EDQUOT and (self._make_room(item) or self._makes_room):
            for _ in range(_ROOM_TRIES):
                # The kernel frees the space of a key only when no processor can still read it.
                time.sleep(_ROOM_PAUSE)
                serial = self._add(item, octets)
                if serial != -_EDQUOT:
                    break
        return self._good(serial)

    def _make_room(self, item: str) -> bool:
        """Remove an item's earlier value, and expired ones, which the kernel still counts."""
        over = [serial for serial in self._serials() if self._is_over(serial)]
        for serial in over:
            self._try(_UNLINK, serial, _USER)
        return self.remove(item) or bool(over)

    def _is_over(self, serial: int) -> bool:
        return self._call(2, _DESCRIBE, serial, None, 0) in (-_EKEYEXPIRED, -_EKEYREVOKED)

    def _add(self, item: str, octets: bytes) -> int:
        what = (self.prefix + item).encode("utf-8", "surrogatepass")
        return self._call(0, b"user", what, octets, len(octets), _PROCESS)

    def _found(self, item: str) -> int | None:
        what = (self.prefix + item).encode("utf-8", "surrogatepass")
        return self._try(_SEARCH, _USER, b"user", what, 0)

    def content(self, serial: int) -> bytes | None:
        return self._whole(_READ, serial)

    def _serials(self) -> list[int]:
        octets = self._whole(_READ, _USER) or b""
        width = 4
        return [
            int.from_bytes(octets[at : at + width], sys.byteorder)
            for at in range(0, len(octets), width)
        ]

    def _is_mine(self, serial: int) -> bool:
        # Type, user, group and permissions precede it. Other programs name theirs in any encoding.
        name = (self._whole(_DESCRIBE, serial) or b"").split(b";", 4)[-1]
        return name.startswith(self.prefix.encode("utf-8", "surrogatepass"))

    def _whole(self, operation: int, serial: int) -> bytes | None:
        """Return what the kernel writes, which may grow between two calls."""
        room = 4_096
        while True:
            buffer = _buffer(room)
            length = self._try(operation, serial, buffer, room)
            if length is None:
                return None
            if length <= room:
                return bytes(buffer[:length])
            room = length

    def _try(self, operation: int, *words: Any) -> int | None:
        """Return the kernel's answer, or None if the key is gone."""
        answer = self._call(2, operation, *words)
        return None if -answer in _GONE else self._good(answer)

    def _control(self, operation: int, *words: Any) -> int:
        return self._good(self._call(2, operation, *words))

    @staticmethod
    def _good(answer: int) -> int:
        if answer >= 0:
            return answer
        number = -answer
        if number == _EDQUOT:
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
