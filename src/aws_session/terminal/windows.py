"""The terminal on Windows, independent of the standard streams: a console, or an MSYS pipe."""

from __future__ import annotations

# As in `main`: the module around it costs a prompt 5 ms.
import _signal as signal  # type: ignore[import-not-found] # signal's own core has no stubs
import errno
import io
import os
import time

from aws_session.terminal import windows_console as api
from aws_session.terminal.windows_line_editor import END_OF_INPUT, ENDS, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from typing import Any, Self, TextIO

    from aws_session.processes.background import Job

_KEYS, _SCREEN = "CONIN$", "CONOUT$"
_STDERR = 2

descriptor_of = api.descriptor_of


def is_there() -> bool:
    if _in_msys():
        return _is_pty(0)
    try:
        with _Console():
            return True
    except OSError:
        return False


is_in_front = is_there
"""Windows has no background processes that are stopped for reading."""


def is_screen(descriptor: int) -> bool:
    """Tell whether a person sees what is written; isatty is true for NUL, too."""
    return api.mode(api.handle(descriptor)) is not None or _is_pty(descriptor)


def write(descriptor: int, octets: bytes) -> int:
    """Write UTF-8; a console gets characters, whatever its code page."""
    handle = api.handle(descriptor)
    if handle is None or api.mode(handle) is None:
        try:
            return os.write(descriptor, octets)
        except OSError as error:
            # This is how a pipe without a reader is reported here.
            if error.errno == errno.EINVAL and api.is_pipe(handle):
                raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error
            raise
    api.write(handle, octets.decode("utf-8", "replace"))
    return len(octets)


def use_one_encoding(stream: TextIO | None) -> None:
    """Make a stream other than a console encode text in UTF-8, as stdout does."""
    if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
        stream.reconfigure(encoding="utf-8")


def size(descriptor: int) -> tuple[int, int]:
    """Return columns and lines; (0, 0) if they are unknown."""
    return api.size(api.handle(descriptor))


def has_colours(on: int | TextIO, environ: Mapping[str, str]) -> bool:
    """Tell whether a console supports escape sequences, after turning them on."""
    del environ
    descriptor = on if isinstance(on, int) else on.fileno()
    handle = api.handle(descriptor)
    mode = api.mode(handle)
    if handle is None or mode is None:
        return _is_pty(descriptor)
    return api.understands_sequences(handle)


def has_unicode(descriptor: int) -> bool:
    """Tell whether non-ASCII characters are shown: a console gets them as characters."""
    return is_screen(descriptor)


def moves_cursor(environ: Mapping[str, str]) -> bool:
    """Tell whether a list can be drawn; TERM says nothing about a console."""
    return not _in_msys() and environ.get("TERM") != "dumb"


def writing() -> TextIO:
    """Return the terminal as a stream to write to."""
    place = os.dup(_STDERR) if _in_msys() else _SCREEN
    return open(place, "w", encoding="utf-8", errors="replace")


def show(text: str) -> None:
    with writing() as terminal:
        terminal.write(text)


def ask(
    question: str,
    meanwhile: Job[Any] | None = None,
    get_ready: Callable[[], object] = lambda: None,
) -> str:
    """Return a typed line without its line end.

    `meanwhile` starts when the question is on the screen; if it fails first, its error ends the
    question. `get_ready` is called before the first key is read. Raises SessionError if the
    terminal is closed instead of answered.
    """
    if meanwhile is not None and question and meanwhile.is_over:
        # If it has already failed, the error replaces the question.
        meanwhile.result()
    with _Pty() if _in_msys() else _Console() as terminal:
        try:
            terminal.show(question)
            if meanwhile is not None:
                meanwhile.begin()
            get_ready()
            return _line(terminal, meanwhile)
        except Exception:
            terminal.take_in()
            terminal.show("\n")
            raise
        except BaseException:
            terminal.forget_typed()
            raise


def clear_line_above(text: str) -> None:
    """Remove a text from the line above the cursor, if the terminal can do that."""
    if not text or _in_msys():
        return
    with _Console() as console:
        if console.understands_sequences():
            console.show("\x1b[A\r\x1b[K")


def drop_typed() -> None:
    """Discard the line that a person may be typing for a question that does not appear."""
    if is_there() and not _in_msys():
        with _Console() as console:
            console.take_in()


def picker_streams() -> AbstractContextManager[Any]:
    from aws_session.terminal import windows_picker_streams

    return windows_picker_streams.streams()


def event_loop() -> Any:
    from aws_session.terminal import windows_picker_streams

    return windows_picker_streams.event_loop()


def _in_msys() -> bool:
    """Tell whether this is a terminal of MSYS or Cygwin, which may have a hidden console."""
    return any(map(_is_pty, (0, _STDERR)))


def _is_pty(descriptor: int) -> bool:
    r"""Tell whether a pipe is such a terminal: \msys-dd50a72ab4668b33-pty0-from-master."""
    maker, *words = api.name(api.handle(descriptor)).split("-")
    return (
        maker in {"\\msys", "\\cygwin"}
        and len(words) >= _WORDS
        and words[1].startswith("pty")
        and words[2] in {"from", "to"}
    )


def _line(terminal: _Console | _Pty, meanwhile: Job[Any] | None) -> str:
    with api.Alarm() as alarm:
        if meanwhile is not None:
            meanwhile.when_over(alarm.ring)
        return _typed_line(terminal, meanwhile, alarm)


def _typed_line(terminal: _Console | _Pty, meanwhile: Job[Any] | None, alarm: api.Alarm) -> str:
    typed = Line(terminal.echo)
    while True:
        terminal.wait_or_ring(alarm)
        if alarm.signal is not None:
            signal.raise_signal(alarm.signal)
            # Where an earlier one was lost, signals are ignored by now.
            raise KeyboardInterrupt
        if meanwhile is not None and meanwhile.is_over:
            meanwhile.result()
            meanwhile = None
        while (units := terminal.read()) is not None:
            for unit in units:
                if typed.take(unit):
                    return typed.text


class _Console:
    """Keyboard and screen, with every key as a key, including Ctrl-C; restored at the end."""

    def __init__(self) -> None:
        self._files: list[int] = []
        try:
            for place in (_KEYS, _SCREEN):
                self._files.append(os.open(place, os.O_RDWR))
        except OSError:
            self._close()
            raise
        keys, screen = map(api.handle, self._files)
        mode = api.mode(keys)
        if keys is None or screen is None or mode is None:
            self._close()
            raise OSError("there is no console")
        self._keys, self._screen, self._mode = keys, screen, mode

    def __enter__(self) -> Self:
        changed = api.LINE_INPUT | api.ECHO_INPUT | api.PROCESSED_INPUT | api.ESCAPES_INPUT
        api.set_mode(self._keys, self._mode & ~changed)
        return self

    def __exit__(self, *_: object) -> None:
        api.set_mode(self._keys, self._mode)
        self._close()

    def show(self, text: str) -> None:
        api.write(self._screen, text)

    echo = show

    def wait(self, seconds: float) -> None:
        api.wait(self._keys, seconds)

    def wait_or_ring(self, alarm: api.Alarm) -> None:
        alarm.wait_or_for(self._keys)

    def read(self) -> list[int] | None:
        return api.read(self._keys)

    def understands_sequences(self) -> bool:
        return api.understands_sequences(self._screen)

    def take_in(self) -> None:
        """Read the line that a person may be in the middle of, and discard it.

        The rest of it would become the shell's next command. If nothing has been typed, or nothing
        more is typed for a while, the wait ends.
        """
        try:
            until = time.monotonic() + _MOMENT
            while time.monotonic() < until:
                self.wait(_GLANCE)
                while (units := self.read()) is not None:
                    if not ENDS.isdisjoint(map(chr, units)):
                        self.forget_typed()
                        return
                    if units:
                        until = time.monotonic() + _PAUSE
        except OSError:
            # The console is gone.
            return

    def forget_typed(self) -> None:
        """Discard what was typed so far; stopping this program must not take long."""
        api.flush(self._keys)

    def _close(self) -> None:
        for each in self._files:
            os.close(each)
        self._files.clear()


class _Pty:
    """An MSYS terminal: stdin gets the lines after they were edited, stderr is shown."""

    def __init__(self) -> None:
        keys = api.handle(0)
        if keys is None:
            raise OSError("stdin is closed")
        self._keys = keys

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal unchanged."""

    def show(self, text: str) -> None:
        os.write(_STDERR, text.encode("utf-8", "replace"))

    def echo(self, text: str) -> None:
        """Show nothing: the terminal has done so."""

    def wait_or_ring(self, alarm: api.Alarm) -> None:
        # Windows has no wait for a pipe.
        if not api.waiting_in_pipe(self._keys):
            alarm.wait(_GLANCE)

    def read(self) -> list[int] | None:
        waiting = api.waiting_in_pipe(self._keys)
        if waiting == 0:
            return None
        # One at a time: what follows the line belongs to another program.
        octets = os.read(0, 1) if waiting else b""
        return [*octets] if octets else [ord(END_OF_INPUT[0])]

    def take_in(self) -> None:
        """Read nothing: an unfinished line does not arrive here."""

    forget_typed = take_in


_WORDS = 3
_GLANCE = 0.05
"""Seconds between two checks of a pipe or the clock."""

_MOMENT = 0.3
"""Seconds in which a person may begin to type without knowing yet that it will be discarded."""

_PAUSE = 2.0
"""Seconds between two keys of a person who copies digits from a phone."""
