"""The console API of Windows, by handle."""

from __future__ import annotations

# As in `main`: the module around it costs a prompt 5 ms.
import _signal as signal  # type: ignore[import-not-found] # signal's own core has no stubs
import ctypes
import os
from ctypes import wintypes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self

LINE_INPUT, ECHO_INPUT, PROCESSED_INPUT = 0x2, 0x4, 0x1
ESCAPES_INPUT = 0x200
"""The mode in which keys arrive as sequences; another program may have left it on."""

_PROCESSED_OUTPUT, _ESCAPES_OUTPUT = 0x1, 0x4
STDIN, STDOUT = -10, -11

_KEY_EVENT = 1
_ALT = 0x12
_FILE_NAME_INFO = 2
_PIPE = 3
_LONGEST_NAME = 1024
_FAILED = 0xFFFF_FFFF
_MOMENT = 1000
"""Milliseconds."""

_SIGNALS = {0: signal.SIGINT, 1: getattr(signal, "SIGBREAK", None)}
"""The signals for CTRL_C_EVENT and CTRL_BREAK_EVENT in Python."""

_AT_ONCE = 8_000
"""Characters in one write: old consoles accept at most 64 kB."""


class _Key(ctypes.Structure):
    """KEY_EVENT_RECORD; the character is a UTF-16 unit."""

    _fields_ = (
        ("down", wintypes.BOOL),
        ("repeated", wintypes.WORD),
        ("key", wintypes.WORD),
        ("scan", wintypes.WORD),
        ("unit", wintypes.WORD),
        ("held", wintypes.DWORD),
    )


class _Event(ctypes.Structure):
    """INPUT_RECORD, with the size of its largest kind, the key event."""

    _fields_ = (("kind", wintypes.WORD), ("key", _Key))


class _Screen(ctypes.Structure):
    """CONSOLE_SCREEN_BUFFER_INFO."""

    _fields_ = (
        ("columns", wintypes.SHORT),
        ("rows", wintypes.SHORT),
        ("at", wintypes.SHORT * 2),
        ("attributes", wintypes.WORD),
        ("left", wintypes.SHORT),
        ("top", wintypes.SHORT),
        ("right", wintypes.SHORT),
        ("bottom", wintypes.SHORT),
        ("largest", wintypes.SHORT * 2),
    )


def _kernel() -> Any:
    return ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore] # Windows only


def _failed() -> OSError:
    return ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore,no-any-return] # Windows only


def handle(descriptor: int) -> ctypes.c_void_p | None:
    """Return the handle of a descriptor, or None if that is closed."""
    import msvcrt

    get: Callable[[int], int] = msvcrt.get_osfhandle  # type: ignore[attr-defined,unused-ignore] # Windows only
    try:
        return ctypes.c_void_p(get(descriptor))
    except OSError:
        return None


def descriptor_of(number: int) -> int:
    """Return a descriptor that writes to a handle."""
    import msvcrt

    opened: Callable[[int, int], int] = msvcrt.open_osfhandle  # type: ignore[attr-defined,unused-ignore] # Windows only
    return opened(number, os.O_WRONLY)


def mode(of: ctypes.c_void_p | None) -> int | None:
    """Return a console's mode; None for anything that is not a console, including NUL."""
    found = wintypes.DWORD()
    if of is None or not _kernel().GetConsoleMode(of, ctypes.byref(found)):
        return None
    return found.value


def set_mode(of: ctypes.c_void_p, wanted: int) -> bool:
    return bool(_kernel().SetConsoleMode(of, wanted))


def understands_sequences(screen: ctypes.c_void_p) -> bool:
    """Tell whether a console supports escape sequences, after turning them on."""
    wanted = (mode(screen) or 0) | _PROCESSED_OUTPUT | _ESCAPES_OUTPUT
    # Old consoles refuse, and continue as before.
    return set_mode(screen, wanted)


def size(of: ctypes.c_void_p | None) -> tuple[int, int]:
    """Return the visible columns and lines; (0, 0) for anything that is not a screen."""
    found = _Screen()
    if of is None or not _kernel().GetConsoleScreenBufferInfo(of, ctypes.byref(found)):
        return 0, 0
    return found.right - found.left + 1, found.bottom - found.top + 1


def write(on: ctypes.c_void_p, text: str) -> None:
    """Write to a console, correctly in every code page."""
    units = text.encode("utf-16-le", "replace")
    written = wintypes.DWORD()
    while units:
        part = units[: 2 * _AT_ONCE]
        done = _kernel().WriteConsoleW(on, part, len(part) // 2, ctypes.byref(written), None)
        if not done or not written.value:
            raise _failed()
        units = units[2 * written.value :]


def wait(of: ctypes.c_void_p, seconds: float) -> None:
    """Wait for a keyboard event, or for so many seconds."""
    _kernel().WaitForSingleObject(of, round(seconds * 1000))


class Alarm:
    """An event that ends a wait for the keyboard: the end of a thread, Ctrl-C or Ctrl-Break.

    Windows itself lets no signal interrupt a wait.
    """

    def __init__(self) -> None:
        kernel = _kernel()
        kernel.CreateEventW.restype = ctypes.c_void_p
        # Left open: a thread that ends later sets it, too.
        self._event = ctypes.c_void_p(kernel.CreateEventW(None, False, False, None))
        self.signal: int | None = None
        """The signal that was typed."""
        # Windows calls it as long as this process lives.
        kind = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)  # type: ignore[attr-defined,unused-ignore] # Windows only
        self._handler = kind(self._heard)
        _ALARMS.append(self)

    def __enter__(self) -> Self:
        _kernel().SetConsoleCtrlHandler(self._handler, True)
        return self

    def __exit__(self, *_: object) -> None:
        _kernel().SetConsoleCtrlHandler(self._handler, False)

    def ring(self) -> None:
        _kernel().SetEvent(self._event)

    def wait(self, seconds: float) -> None:
        """Wait until it is set, at most for so many seconds."""
        _kernel().WaitForSingleObject(self._event, round(seconds * 1000))

    def wait_or_for(self, other: ctypes.c_void_p) -> None:
        """Wait until it is set, or until there is a keyboard event; not much longer than a moment.

        A signal that Python heard before this alarm did takes effect when the wait ends.
        """
        both = (ctypes.c_void_p * 2)(self._event, other)
        if _kernel().WaitForMultipleObjects(2, both, False, _MOMENT) == _FAILED:
            raise _failed()

    def _heard(self, event: int) -> bool:
        self.signal = _SIGNALS.get(event)
        if self.signal is None:
            return False
        self.ring()
        return True


_ALARMS: list[Alarm] = []


def read(of: ctypes.c_void_p) -> list[int] | None:
    """Take the next event; return the UTF-16 units that it types, or None if there is none.

    Only one event: what is typed after an Enter belongs to another program.
    """
    kernel, count = _kernel(), wintypes.DWORD()
    if not kernel.GetNumberOfConsoleInputEvents(of, ctypes.byref(count)):
        raise _failed()
    if not count.value:
        return None
    event = _Event()
    if not kernel.ReadConsoleInputW(of, ctypes.byref(event), 1, ctypes.byref(count)):
        raise _failed()
    key = event.key
    # A character that is typed by its number arrives when Alt is released.
    is_typed = event.kind == _KEY_EVENT and (key.down or key.key == _ALT) and key.unit
    return [key.unit] * max(key.repeated, 1) if is_typed else []


def flush(of: ctypes.c_void_p) -> None:
    _kernel().FlushConsoleInputBuffer(of)


def standard(which: int) -> ctypes.c_void_p:
    kernel = _kernel()
    kernel.GetStdHandle.restype = ctypes.c_void_p
    return ctypes.c_void_p(kernel.GetStdHandle(which))


def set_standard(which: int, to: ctypes.c_void_p) -> None:
    _kernel().SetStdHandle(which, to)


def is_pipe(of: ctypes.c_void_p | None) -> bool:
    return of is not None and _kernel().GetFileType(of) == _PIPE


def waiting_in_pipe(of: ctypes.c_void_p) -> int | None:
    """Return how many bytes can be read from a pipe at once; None if its writer has gone."""
    found = wintypes.DWORD()
    if not _kernel().PeekNamedPipe(of, None, 0, None, ctypes.byref(found), None):
        return None
    return found.value


def name(of: ctypes.c_void_p | None) -> str:
    """Return the name of the object that a handle refers to, if it has one."""
    length = wintypes.DWORD
    told = ctypes.create_string_buffer(ctypes.sizeof(length) + 2 * _LONGEST_NAME)
    if of is None or not _kernel().GetFileInformationByHandleEx(
        of, _FILE_NAME_INFO, told, ctypes.sizeof(told)
    ):
        return ""
    start = ctypes.sizeof(length)
    octets = told.raw[start : start + length.from_buffer(told).value]
    return octets.decode("utf-16-le", "replace")
