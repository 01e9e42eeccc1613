"""Files on Windows: those that other processes have open, and which users may use them."""

from __future__ import annotations

import os
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


_CHANGE = 0x2 | 0x4 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000
"""The rights to add files and folders, delete, and change permissions; all rights, and writing
(winnt.h)."""

_LOOK = 0x1 | 0x1000_0000 | 0x8000_0000
"""FILE_READ_DATA, GENERIC_ALL and GENERIC_READ."""


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


def is_only_mine(folder: str, found: os.stat_result, environ: dict[str, str]) -> bool:  # noqa: ARG001 - Windows has no modes
    """Tell whether only this user and Windows itself may change what is in a folder.

    The profile folder is left as the machine's administrator has set it up.
    """
    profile = os.path.normcase(environ.get("LOCALAPPDATA", ""))
    if profile and os.path.normcase(folder).startswith(f"{profile}{os.sep}"):
        return True
    return not _others_may(_CHANGE, folder)


def is_readable_by_others(path: str) -> bool:
    """Tell whether other users may read a file."""
    return _others_may(_LOOK, path)


def _others_may(rights: int, path: str) -> bool:
    """Tell whether other users than this one have rights to a file, or own it."""
    import ctypes
    from ctypes import wintypes

    library = ctypes.WinDLL("advapi32")  # type: ignore[attr-defined,unused-ignore] # Windows only
    library.GetAce.argtypes = (ctypes.c_void_p, wintypes.DWORD, ctypes.c_void_p)
    library.GetLengthSid.argtypes = (ctypes.c_void_p,)
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore] # Windows only
    kernel.LocalFree.argtypes = (ctypes.c_void_p,)

    def sid(address: int) -> bytes:
        return ctypes.string_at(address, library.GetLengthSid(address))

    owner, acl, held = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
    asked = (path, _FILE_OBJECT, _OWNER | _DACL, ctypes.byref(owner), None)
    if library.GetNamedSecurityInfoW(*asked, ctypes.byref(acl), None, ctypes.byref(held)):
        return True
    try:
        trusted = _TRUSTED | {_own_sid(library, kernel, sid)}
        # Without a list, everyone may do everything.
        if not acl.value or sid(owner.value or 0) not in trusted:
            return True
        ace = ctypes.c_void_p()
        for number in range(ctypes.c_uint16.from_address(acl.value + _ACE_COUNT).value):
            library.GetAce(acl, number, ctypes.byref(ace))
            address = ace.value or 0
            kind = ctypes.c_uint8.from_address(address).value
            granted = ctypes.c_uint32.from_address(address + _ACE_MASK).value
            is_granted = kind in _ALLOWING and granted & rights
            if is_granted and sid(address + _ACE_SID) not in trusted:
                return True
        return False
    finally:
        kernel.LocalFree(held)


def _own_sid(library: Any, kernel: Any, sid: Callable[[int], bytes]) -> bytes:
    """Return the identifier of this process's user."""
    import ctypes

    token, found = ctypes.c_void_p(), ctypes.create_string_buffer(_LARGEST_USER)
    library.OpenProcessToken.argtypes = (ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p)
    library.GetTokenInformation.argtypes = (
        *(ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p),
    )
    kernel.CloseHandle.argtypes = (ctypes.c_void_p,)
    length = ctypes.c_uint32()
    if not library.OpenProcessToken(_THIS_PROCESS, _TOKEN_QUERY, ctypes.byref(token)):
        return b""
    asked = (token, _TOKEN_USER, found, _LARGEST_USER, ctypes.byref(length))
    done = library.GetTokenInformation(*asked)
    kernel.CloseHandle(token)
    return sid(ctypes.c_void_p.from_buffer(found).value or 0) if done else b""


def _sid(authority: int, *numbers: int) -> bytes:
    """Return a well-known identifier in Windows' own form (winnt.h, SID)."""
    octets = b"".join(number.to_bytes(4, "little") for number in numbers)
    return bytes((1, len(numbers))) + authority.to_bytes(6, "big") + octets


_FILE_OBJECT, _OWNER, _DACL = 1, 0x1, 0x4
_ACE_COUNT, _ACE_MASK, _ACE_SID = 4, 4, 8
"""Their offsets in an ACL and in an entry of it."""

_ALLOWING = frozenset({0, 9})
"""ACCESS_ALLOWED_ACE_TYPE, and the same with a condition."""

_THIS_PROCESS, _TOKEN_QUERY, _TOKEN_USER, _LARGEST_USER = -1, 0x8, 1, 256
_SYSTEM, _ADMINISTRATORS = _sid(5, 18), _sid(5, 32, 544)
_CREATOR, _WHOEVER_OWNS = _sid(3, 0), _sid(3, 4)
_TRUSTED = frozenset({_SYSTEM, _ADMINISTRATORS, _CREATOR, _WHOEVER_OWNS})
"""Accounts that can read and change everything anyway, and the owner, who is one of them."""
