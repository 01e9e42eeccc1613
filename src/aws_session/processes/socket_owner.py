"""The owner of the other end of a local connection, by Linux's socket tables."""

from __future__ import annotations

import os
import socket
import sys
import time

from aws_session.processes import wsl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Address = tuple[str, int]

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")

_MAPPED = "0000000000000000FFFF0000" if sys.byteorder == "little" else "00000000000000000000FFFF"
"""The prefix of an IPv4 address in the table of IPv6 (RFC 4291, 2.5.5.2)."""

_LOCAL, _REMOTE, _UID, _INODE = 1, 2, 7, 9
_CLOSED = "0"
"""The inode of a socket that no process has any more; its user is always root."""

_ANYBODY = ("0.0.0.0", 0)  # noqa: S104 - the table's notation for no connection
_LOOKS = 4
_PAUSE = 0.02


def is_known(listening: Address) -> bool:
    """Tell whether the tables can be used: whether they contain a listening socket of ours.

    Not in WSL, where a Windows browser connects through a process of root, or through none.
    """
    if sys.platform != "linux" or wsl.is_here():
        return False
    return _look(listening, _ANYBODY) == os.geteuid()


def of(peer: Address, ours: Address) -> int | None:
    """Return the user ID of a connected peer, or None if it has gone."""
    return _look(peer, ours)


def _look(local: Address, remote: Address) -> int | None:
    for _ in range(_LOOKS):
        for uid in _users(local, remote):
            return uid
        # A table that changes while it is read may lack a line.
        time.sleep(_PAUSE)
    return None


def _users(local: Address, remote: Address) -> Iterator[int]:
    places = [_written(*address) for address in (local, remote)]
    ends = (places, [f"{_MAPPED}{place}" for place in places])
    for table in _TABLES:
        for line in _text(table).splitlines()[1:]:
            if places[0] not in line:
                continue
            fields = line.split()
            if [fields[_LOCAL], fields[_REMOTE]] in ends and fields[_INODE] != _CLOSED:
                yield int(fields[_UID])


def _written(host: str, port: int) -> str:
    # 32-bit numbers, each in the machine's own byte order.
    return f"{int.from_bytes(socket.inet_aton(host), sys.byteorder):08X}:{port:04X}"


def _text(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
