"""All processes of a Windows machine, from its Toolhelp snapshot."""

from __future__ import annotations

import ctypes
from ctypes import wintypes

_SNAP_PROCESSES = 0x2
_NO_HANDLE = ctypes.c_void_p(-1).value


class _Entry(ctypes.Structure):
    """PROCESSENTRY32W (Windows API, tlhelp32.h)."""

    _fields_ = (
        ("dwSize", wintypes.DWORD),
        ("cntUsage", wintypes.DWORD),
        ("th32ProcessID", wintypes.DWORD),
        ("th32DefaultHeapID", ctypes.c_size_t),
        ("th32ModuleID", wintypes.DWORD),
        ("cntThreads", wintypes.DWORD),
        ("th32ParentProcessID", wintypes.DWORD),
        ("pcPriClassBase", wintypes.LONG),
        ("dwFlags", wintypes.DWORD),
        ("szExeFile", wintypes.WCHAR * 260),
    )


def processes() -> dict[int, tuple[int, str]]:
    """Return every process by id, with its parent's id and its program's name."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore] # Windows only
    kernel.CreateToolhelp32Snapshot.restype = ctypes.c_void_p
    snapshot = kernel.CreateToolhelp32Snapshot(_SNAP_PROCESSES, 0)
    if snapshot == _NO_HANDLE:
        return {}
    handle = ctypes.c_void_p(snapshot)
    entry = _Entry(dwSize=ctypes.sizeof(_Entry))
    found = {}
    more = kernel.Process32FirstW(handle, ctypes.byref(entry))
    while more:
        found[entry.th32ProcessID] = (entry.th32ParentProcessID, entry.szExeFile)
        more = kernel.Process32NextW(handle, ctypes.byref(entry))
    kernel.CloseHandle(handle)
    return found
