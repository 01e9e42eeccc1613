"""A started program in a job object of Windows, with which everything that it has started ends."""

from __future__ import annotations

import ctypes
import subprocess
import time
from ctypes import wintypes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOMENT = 0.1
"""Seconds for which Ctrl-C has no effect, because Windows does not interrupt a wait."""


class Child(subprocess.Popen[bytes]):
    """A started program: Ctrl-C interrupts a wait for it; killing it kills its children."""

    def __init__(
        self,
        line: str,
        program: str,
        environ: dict[str, str],
        *,
        limits: int,
        how: dict[str, Any],
    ) -> None:
        """Take the whole command line and the file that it starts; `limits` are the job's."""
        self._job = _job(limits)
        try:
            super().__init__(line, executable=program, env=environ, creationflags=_SUSPENDED, **how)
        except BaseException:
            kernel().CloseHandle(self._job)
            raise
        handle = ctypes.c_void_p(int(self._handle))  # type: ignore[attr-defined,unused-ignore] # Windows only
        # Before it runs, so that none of its children starts outside the job.
        kernel().AssignProcessToJobObject(self._job, handle)
        ctypes.WinDLL("ntdll").NtResumeProcess(handle)  # type: ignore[attr-defined,unused-ignore]

    def kill(self) -> None:
        if not kernel().TerminateJobObject(self._job, 1):
            super().kill()

    def poll(self) -> int | None:
        return self._signed(super().poll())

    def wait(self, timeout: float | None = None) -> int:
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                super().wait(_slice(end))
            except subprocess.TimeoutExpired:
                if end is not None and time.monotonic() >= end:
                    raise
            else:
                return self._signed(self.returncode) or 0

    def communicate(
        self,
        input: bytes | None = None,  # noqa: A002 - its name
        timeout: float | None = None,
    ) -> tuple[bytes, bytes]:
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                found = super().communicate(input, _slice(end))
            except subprocess.TimeoutExpired:
                if end is not None and time.monotonic() >= end:
                    raise
            else:
                self._signed(self.returncode)
                return found

    def _signed(self, status: int | None) -> int | None:
        """Return a status as C has it: Windows' numbers are unsigned, `exit -1` is 2**32 - 1."""
        if status is not None and status >= 1 << 31:
            status -= 1 << 32
        self.returncode = status
        return status


def _slice(end: float | None) -> float:
    return _MOMENT if end is None else min(_MOMENT, max(end - time.monotonic(), 0))


_SUSPENDED = 0x4
KILL_ON_CLOSE = 0x2000
SILENT_BREAKAWAY = 0x1000
_EXTENDED_LIMITS = 9


class _Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION (Windows API, winnt.h)."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("Memory", ctypes.c_size_t * 4),
    )


def _job(limits: int) -> Any:
    """Return a new job, to which a process and all that it starts belong."""
    api = kernel()
    api.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(api.CreateJobObjectW(None, None))
    told = _Limits(LimitFlags=limits)
    api.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(told), ctypes.sizeof(told))
    return job


def kernel() -> Any:
    return ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore] # Windows only
