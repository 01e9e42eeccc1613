"""The ancestor processes on a Windows machine, from its Toolhelp snapshot."""

from __future__ import annotations

import ctypes
import itertools
import os
from contextlib import contextmanager
from ctypes import wintypes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_SNAP_PROCESSES = 0x2
_NO_HANDLE = ctypes.c_void_p(-1).value
_LIMITED, _READING = 0x1000, 0x10
"""PROCESS_QUERY_LIMITED_INFORMATION and PROCESS_VM_READ."""

_BASICS, _COMMAND_LINE = 0, 60
"""Arguments of NtQueryInformationProcess; before Windows 8.1, it does not support the second."""

_PARAMETERS, _LINE = 0x20, 0x70
"""Their offsets in a PEB, and the offsets in these, if an address has 64 bits."""

_LONGEST = 32_768
_OURS = ("aws-session", "aws_session")


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


class _Text(ctypes.Structure):
    """UNICODE_STRING (Windows API, ntdef.h)."""

    _fields_ = (
        ("Length", ctypes.c_ushort),
        ("MaximumLength", ctypes.c_ushort),
        ("Buffer", ctypes.c_void_p),
    )


def ancestors() -> Iterator[tuple[int, str]]:
    """Yield the ancestor processes, nearest first, each with its program's name.

    A parent's process ID may have been reused: a process younger than its child is not the parent.
    """
    table = _processes()
    # Not by os.getppid, which also answers for a process that has ended.
    pid = os.getpid()
    born = _born(pid)
    seen = {pid}
    while pid in table:
        pid = table[pid][0]
        if pid in seen or pid not in table:
            return
        seen.add(pid)
        parents = _born(pid)
        if born and parents > born:
            return
        born = parents or born
        yield pid, table[pid][1]


def image(pid: int) -> str | None:
    """Return the path of a process's program."""
    with _opened(pid, _LIMITED) as process:
        path = ctypes.create_unicode_buffer(_LONGEST)
        size = wintypes.DWORD(_LONGEST)
        kernel = _kernel()
        if process and kernel.QueryFullProcessImageNameW(process, 0, path, ctypes.byref(size)):
            return path.value
    return None


def is_bridge(pid: int, name: str) -> bool:
    """Tell whether a process is a cmd that was started only to run this program.

    `for /f` starts one, and so does running a batch file.
    """
    return name.lower() in {"cmd", "cmd.exe"} and runs_us(_command_line(pid))


def runs_us(command_line: str) -> bool:
    """Tell whether a command line of cmd is `/c` and this program."""
    words = command_line.lower().replace('"', " ").split()
    switches = itertools.takewhile(lambda word: word.startswith("/"), words[1:])
    runs = next((word for word in switches if word in {"/c", "/r"}), None)
    if runs is None:
        return False
    behind = command_line.lower().partition(runs)[2].lstrip(' "@')
    named = behind.partition('"')[0] if '"' in behind else behind.split(" ")[0]
    return named.rpartition("\\")[2].startswith(_OURS) or f"-m {_OURS[1]}" in behind


def _processes() -> dict[int, tuple[int, str]]:
    """Return every process by id, with its parent's id and its program's name."""
    kernel = _kernel()
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


def _born(pid: int) -> int:
    """Return when a process was created; 0 if that cannot be found out."""
    with _opened(pid, _LIMITED) as process:
        times = [ctypes.c_uint64() for _ in range(4)]
        if process and _kernel().GetProcessTimes(process, *map(ctypes.byref, times)):
            return times[0].value
    return 0


def _command_line(pid: int) -> str:
    """Return a process's command line; empty if it cannot be found out."""
    with _opened(pid, _LIMITED | _READING) as process:
        if not process:
            return ""
        query = ctypes.WinDLL("ntdll").NtQueryInformationProcess  # type: ignore[attr-defined,unused-ignore] # Windows only
        text = ctypes.create_string_buffer(2 * _LONGEST + 64)
        if query(process, _COMMAND_LINE, text, len(text), None) == 0:
            head = _Text.from_buffer(text)
            return _utf_16(text.raw[ctypes.sizeof(_Text) :][: head.Length])
        return _from_memory(process, query)


def _from_memory(process: Any, query: Any) -> str:
    """Return a process's command line from its own memory."""
    basics = (ctypes.c_size_t * 6)()
    if ctypes.sizeof(ctypes.c_void_p) != 8 or query(  # noqa: PLR2004 - of a machine of 64 bits
        process, _BASICS, basics, ctypes.sizeof(basics), None
    ):
        return ""
    parameters = ctypes.c_size_t()
    line = _Text()
    if not (
        _read(process, basics[1] + _PARAMETERS, parameters)
        and _read(process, parameters.value + _LINE, line)
    ):
        return ""
    text = ctypes.create_string_buffer(line.Length)
    return _utf_16(text.raw) if _read(process, line.Buffer, text) else ""


def _utf_16(octets: bytes) -> str:
    return octets.decode("utf-16-le", "replace")


def _read(process: Any, address: int | None, into: Any) -> bool:
    size = ctypes.sizeof(into)
    place = ctypes.c_void_p(address)
    return bool(_kernel().ReadProcessMemory(process, place, ctypes.byref(into), size, None))


@contextmanager
def _opened(pid: int, rights: int) -> Iterator[Any]:
    kernel = _kernel()
    kernel.OpenProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.OpenProcess(rights, False, pid))
    try:
        yield process if process.value else None
    finally:
        kernel.CloseHandle(process)


def _kernel() -> Any:
    return ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore] # Windows only
