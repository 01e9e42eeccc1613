"""Core dumps, which would contain secrets: none of this process, as usual of those it starts."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FILTER = "/proc/self/coredump_filter"
"""Which memory is dumped (Linux): the limit does not apply if the kernel passes dumps to a program.

PR_SET_DUMPABLE needs ctypes, which takes longer to load than everything else before a prompt, and
it would deny this process's own /proc to its user.
"""

_NOTHING = b"0"

_LIMITS = "/proc/self/limits"
_CORE = b"Max core file size"
"""In a shell of most systems the limit is 0 already; to read that here (Linux) takes a tenth of the
time that it takes to load `resource`.
"""

_PAGE = 4_096


class _CoreDumps:
    """The limit and the filter of core dumps, as they were and as they are."""

    def __init__(self) -> None:
        self._resource: Any = None
        self._limits = (0, 0)
        self._filter = b""
        self._are_off = self._are_brought_back = False

    def turn_off(self) -> None:
        """Write no core dump from now on; a system without core dumps is left unchanged."""
        if self._are_off:
            return
        self._are_off, self._are_brought_back = True, False
        if not _limit_is_nothing():
            try:
                import resource
            except ImportError:
                return
            self._resource, self._limits = resource, resource.getrlimit(resource.RLIMIT_CORE)
            _limit(resource, (0, self._limits[1]))
        self._filter = _exchange_filter(_NOTHING)

    def bring_back(self) -> None:
        """Restore the original state while a program is started."""
        if not self._are_off:
            return
        self._are_off, self._are_brought_back = False, True
        if self._filter:
            _exchange_filter(self._filter)
        if self._resource is not None:
            _limit(self._resource, self._limits)

    def take_away(self) -> None:
        """Return to the state before `bring_back`."""
        if self._are_brought_back:
            self.turn_off()


def _limit_is_nothing() -> bool:
    """Tell whether it is known that this process may write no core file."""
    try:
        descriptor = os.open(_LIMITS, os.O_RDONLY | os.O_CLOEXEC)
        try:
            limits = os.read(descriptor, _PAGE)
        finally:
            os.close(descriptor)
    except (OSError, AttributeError):
        # Windows has neither the file nor the flag.
        return False
    _, name, rest = limits.partition(_CORE)
    return bool(name) and rest.split(maxsplit=1)[:1] == [b"0"]


def _limit(resource: Any, limits: tuple[int, int]) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_CORE, limits)
    except (OSError, ValueError):
        # A sandbox may forbid it, and the hard limit may have been lowered since.
        return


def _exchange_filter(new: bytes) -> bytes:
    """Write the filter and return the old one, empty if there is none."""
    try:
        descriptor = os.open(_FILTER, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        old = os.read(descriptor, 64).strip()
        os.write(descriptor, new)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
    # It is shown in hexadecimal, and read as C writes numbers.
    return b"0x" + old


CORE_DUMPS = _CoreDumps()
