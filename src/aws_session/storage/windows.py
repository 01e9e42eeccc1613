"""Files that several processes use at once: Windows cannot replace or remove an open file."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

_PATIENCE = 1.0
"""Seconds after which another program has closed a file: virus scanners, other terminals."""

_PAUSE = 0.01

_IN_USE = frozenset({5, 32, 33})
"""ERROR_ACCESS_DENIED, which a file that is being deleted returns, too, and two sharing errors."""

_READ, _SHARED, _EXISTING, _ORDINARY = 0x8000_0000, 0x7, 3, 0x80
"""GENERIC_READ; FILE_SHARE_READ, _WRITE and _DELETE; OPEN_EXISTING; FILE_ATTRIBUTE_NORMAL."""


def patiently(work: Callable[..., T], *given: Any) -> T:
    """Return the result of work, retried for a second while another process has the file."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return work(*given)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE or time.monotonic() > end:
                raise
        time.sleep(_PAUSE)


def open_to_read(path: str, flags: int) -> int:
    """Return a descriptor of a file that others may replace and remove meanwhile."""
    # Loading ctypes would take longer than reading the file.
    import _winapi
    import msvcrt

    handle = patiently(_winapi.CreateFile, path, _READ, _SHARED, 0, _EXISTING, _ORDINARY, 0)  # type: ignore[attr-defined,unused-ignore] # Windows only
    descriptor: int = msvcrt.open_osfhandle(handle, flags)  # type: ignore[attr-defined,unused-ignore] # Windows only
    return descriptor
