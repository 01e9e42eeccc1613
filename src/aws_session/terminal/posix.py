"""The terminal of a POSIX system, wherever the standard streams are connected."""

from __future__ import annotations

# As in `main`: the module around it costs a prompt 5 ms.
import _signal as signal  # type: ignore[import-not-found] # signal's own core has no stubs
import os

from aws_session.errors import SessionError
from aws_session.terminal import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from typing import Any, TextIO

    from aws_session.processes.background import Job

_TTY = "/dev/tty"


def is_in_front() -> bool:
    """Tell whether this process may read from the terminal; in the background, reading stops it."""
    try:
        found = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(found) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(found)


def size(descriptor: int) -> tuple[int, int]:
    """Return columns and lines; (0, 0) if they are unknown."""
    try:
        found = os.get_terminal_size(descriptor)
    except OSError:
        return 0, 0
    return found.columns, found.lines


def has_colours(on: int | TextIO, environ: Mapping[str, str]) -> bool:
    """Tell whether a terminal supports escape sequences, according to TERM."""
    del on
    return environ.get("TERM", "") not in _DUMB


def has_unicode(descriptor: int) -> bool:
    """Tell whether non-ASCII characters are shown even if the locale does not say so."""
    del descriptor
    return False


def moves_cursor(environ: Mapping[str, str]) -> bool:
    """Tell whether a list can be drawn."""
    return environ.get("TERM", "") not in _DUMB


def writing() -> TextIO:
    """Return the terminal as a stream to write to."""
    return open(_TTY, "w", encoding="utf-8", errors="replace")


def ask(
    question: str,
    meanwhile: Job[object] | None = None,
    get_ready: Callable[[], object] = lambda: None,
) -> str:
    """Return a typed line without its line end.

    `meanwhile` starts when the question is on the screen; if it fails first, its error ends the
    question. `get_ready` is called before the first key is read, and may return the dialect of a
    shell that evaluates. Raises SessionError if the terminal is closed instead of answered.
    """
    if meanwhile is not None and question and meanwhile.is_over:
        # If it has already failed, the error replaces the question.
        meanwhile.result()
    terminal = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        os.write(terminal, question.encode("utf-8", "replace"))
        if meanwhile is not None:
            meanwhile.begin()
        with _Quitting(terminal, wanted=getattr(get_ready(), "drops_at_quit", False)) as quitting:
            return _line(terminal, meanwhile, quitting.key)
    except Exception:
        _take_in(terminal)
        _end_line(terminal)
        raise
    except BaseException:
        _forget_typed(terminal)
        raise
    finally:
        os.close(terminal)


def _line(terminal: int, meanwhile: Job[object] | None, quit_key: bytes) -> str:
    # Imported late: the question is on the screen by now.
    import select

    typed = b""
    watched = [terminal] if meanwhile is None else [terminal, meanwhile.finished]
    while not typed.endswith((b"\n", b"\r")):
        ready, _, _ = select.select(watched, [], [])
        if meanwhile is not None and meanwhile.finished in ready:
            meanwhile.result()
            watched.remove(meanwhile.finished)
        if terminal in ready:
            more = os.read(terminal, 1024)
            if not more:
                raise SessionError("nothing was typed", hint="type the command again")
            if quit_key and quit_key in more:
                signal.raise_signal(signal.SIGQUIT)
            typed += more
    return typed.decode("utf-8", "replace").rstrip("\r\n")


class _Quitting:
    """The key for SIGQUIT, made to affect only this process, not a shell that must not get it."""

    def __init__(self, terminal: int, *, wanted: bool) -> None:
        self._terminal = terminal
        self._wanted = wanted and signal.getsignal(signal.SIGQUIT) != signal.SIG_IGN
        self._modes: list[Any] = []
        self.key = b""

    def __enter__(self) -> _Quitting:
        if self._wanted:
            import termios

            modes = termios.tcgetattr(self._terminal)
            keys = modes[_KEYS]
            off = bytes([os.fpathconf(self._terminal, "PC_VDISABLE")])
            if keys[termios.VQUIT] != off:
                self._modes, self.key = modes, keys[termios.VQUIT]
                own = [*keys]
                # It ends the line, so that it is read immediately.
                own[termios.VQUIT], own[termios.VEOL] = off, self.key
                modes = [*modes[:_KEYS], own]
                termios.tcsetattr(self._terminal, termios.TCSANOW, modes)
        return self

    def __exit__(self, *_: object) -> None:
        if self._modes:
            import termios

            try:
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._modes)
            except termios.error:
                # The terminal is gone.
                return


def _end_line(terminal: int) -> None:
    try:
        os.write(terminal, b"\n")
    except OSError:
        # The terminal is gone.
        return


def clear_line_above(text: str) -> None:
    """Remove a text from the line above the cursor, if the terminal can do that."""
    plain = os.environ.get("TERM", "") in {"", "dumb"}
    if not plain and text:
        show("\x1b[A\r\x1b[K")


def picker_streams() -> AbstractContextManager[Any]:
    from aws_session.terminal import posix_picker_streams

    return posix_picker_streams.streams()


def event_loop() -> Any:
    from aws_session.terminal import posix_picker_streams

    return posix_picker_streams.event_loop()


def drop_typed() -> None:
    """Discard a line that may be half typed for a question that does not appear."""
    if not is_in_front():
        return
    terminal = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        _take_in(terminal)
    finally:
        os.close(terminal)


def _take_in(terminal: int) -> None:
    """Read a line that may be half typed, and discard it.

    The rest of it would become the shell's next command. If nothing has been typed, or nothing more
    is typed for a while, the wait ends.
    """
    import termios

    try:
        if os.tcgetpgrp(terminal) != os.getpgrp():
            # What is typed now belongs to the process in the foreground.
            return
        modes = termios.tcgetattr(terminal)
        letters = [*modes]
        # An unfinished line can be read only like this; it stays visible.
        letters[_LOCAL] &= ~termios.ICANON
        termios.tcsetattr(terminal, termios.TCSANOW, letters)
        try:
            _read_to_end_of_line(terminal)
        finally:
            termios.tcsetattr(terminal, termios.TCSANOW, modes)
            termios.tcflush(terminal, termios.TCIFLUSH)
    except (OSError, termios.error):
        # The terminal is gone.
        return


def _read_to_end_of_line(terminal: int) -> None:
    import select

    patience = _MOMENT
    while select.select([terminal], [], [], patience)[0]:
        typed = os.read(terminal, 1024)
        if not typed or not _ENDS.isdisjoint(typed):
            return
        patience = _PAUSE


def _forget_typed(terminal: int) -> None:
    """Discard what was typed so far; stopping this program must not take long."""
    import termios

    try:
        termios.tcflush(terminal, termios.TCIFLUSH)
    except (OSError, termios.error):
        return


_DUMB = frozenset({"", "dumb", "unknown"})
_LOCAL, _KEYS = 3, 6
"""The indexes of the local modes and the keys in the result of tcgetattr."""

_ENDS = frozenset(b"\n\r\x04")
"""Keys that send a line: Enter, and Ctrl-D."""

_MOMENT = 0.3
"""Seconds in which a person may begin to type without knowing yet that it will be discarded."""

_PAUSE = 2.0
"""Seconds between two keys of a person who copies digits from a phone."""
