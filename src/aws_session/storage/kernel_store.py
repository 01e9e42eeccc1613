"""Writing to the user keyring of the Linux kernel, and removing from it."""

from __future__ import annotations

import sys
import time

from aws_session.errors import SessionError
from aws_session.storage.kernel_keyring import (
    EDQUOT,
    EKEYEXPIRED,
    EKEYREVOKED,
    NAME,
    READ,
    USER,
    KernelKeyring,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PROCESS = -2
_SET_PERMISSION, _DESCRIBE, _LINK, _UNLINK, _SET_TIMEOUT = 5, 6, 8, 9, 15
_OWNER_ALONE = 0x003F0000
"""All rights for the user, in any process; none for anyone else who has the key."""

_MOST = 6_000
"""Maximum size of a session in bytes: three fit into the 20,000 that an ordinary user has."""

_ROOM_TRIES, _ROOM_PAUSE = 10, 0.02
"""How often to check for room that was just made, and how many seconds apart."""


class KernelStore(KernelKeyring):
    """The keyring as a store, like the desktops'."""

    name = NAME
    limit = None

    def __init__(self, environ: dict[str, str]) -> None:
        super().__init__(environ)
        self._makes_room = False

    def write(self, item: str, text: str, seconds: int) -> None:
        """Store a text that is deleted after `seconds`; it replaces an earlier one."""
        octets = text.encode("utf-8", "surrogatepass")
        if len(octets) > _MOST:
            raise SessionError(f"the session is too large for {NAME}")
        serial = self._added(item, octets)
        # Before others can find it: a process that dies here leaves nothing behind.
        self._control(_SET_PERMISSION, serial, _OWNER_ALONE)
        self._control(_SET_TIMEOUT, serial, max(1, seconds))
        self._control(_LINK, serial, USER)
        self._control(_UNLINK, serial, _PROCESS)

    def remove(self, item: str) -> bool:
        """Remove an item; False if it does not exist."""
        serial = self.found(item)
        if serial is not None:
            self.attempt(_UNLINK, serial, USER)
            self._makes_room = True
        return serial is not None

    def remove_all(self) -> int:
        """Remove every item, including those without a marker; return how many."""
        mine = [serial for serial in self._serials() if self._is_mine(serial)]
        for serial in mine:
            self.attempt(_UNLINK, serial, USER)
        return len(mine)

    def check(self) -> None:
        """Raise SessionError if nothing can be stored."""
        self._control(_UNLINK, self._added("trial", b"-"), _PROCESS)

    def _added(self, item: str, octets: bytes) -> int:
        """Return a new key that only this process has."""
        serial = self._add(item, octets)
        if serial == -EDQUOT and (self._make_room(item) or self._makes_room):
            for _ in range(_ROOM_TRIES):
                # The kernel frees the space of a key only when no processor can still read it.
                time.sleep(_ROOM_PAUSE)
                serial = self._add(item, octets)
                if serial != -EDQUOT:
                    break
        return self.checked(serial)

    def _make_room(self, item: str) -> bool:
        """Remove an item's earlier value, and expired ones, which the kernel still counts."""
        over = [serial for serial in self._serials() if self._is_over(serial)]
        for serial in over:
            self.attempt(_UNLINK, serial, USER)
        return self.remove(item) or bool(over)

    def _is_over(self, serial: int) -> bool:
        return self.call(2, _DESCRIBE, serial, None, 0) in (-EKEYEXPIRED, -EKEYREVOKED)

    def _add(self, item: str, octets: bytes) -> int:
        what = (self.prefix + item).encode("utf-8", "surrogatepass")
        return self.call(0, b"user", what, octets, len(octets), _PROCESS)

    def _serials(self) -> list[int]:
        octets = self.whole(READ, USER) or b""
        width = 4
        return [
            int.from_bytes(octets[at : at + width], sys.byteorder)
            for at in range(0, len(octets), width)
        ]

    def _is_mine(self, serial: int) -> bool:
        # Type, user, group and permissions precede it. Other programs name theirs in any encoding.
        name = (self.whole(_DESCRIBE, serial) or b"").split(b";", 4)[-1]
        return name.startswith(self.prefix.encode("utf-8", "surrogatepass"))

    def _control(self, operation: int, *words: Any) -> int:
        return self.checked(self.call(2, operation, *words))
