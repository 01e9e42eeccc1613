"""A line that a person edits on a console of Windows, key by key."""

from __future__ import annotations

# As in `main`: the module around it costs a prompt 5 ms.
import _signal as signal  # type: ignore[import-not-found] # signal's own core has no stubs

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Line:
    """A line that a person edits: UTF-16 units, as keys send them."""

    def __init__(self, echo: Callable[[str], None]) -> None:
        self._echo = echo
        self._units: list[int] = []

    @property
    def text(self) -> str:
        return _text(self._units)

    def take(self, unit: int) -> bool:
        """Take a key; tell whether it ends the line."""
        key = chr(unit)
        if key in _ENTER:
            self._echo("\n")
            return True
        if key == _INTERRUPT:
            signal.raise_signal(signal.SIGINT)
            # Where an earlier one was lost, signals are ignored by now.
            raise KeyboardInterrupt
        if key in END_OF_INPUT:
            if not self._units:
                raise SessionError("nothing was typed", hint="type the command again")
        elif key in _ERASE:
            self._take_off(1)
        elif key in _ERASE_LINE:
            self._take_off(len(self._units))
        elif unit >= ord(" "):
            self._units.append(unit)
            if not _HIGH <= unit < _LOW:
                # The first half of a character shows nothing.
                second = _LOW <= unit < _BEHIND
                self._echo(_text(self._units[-2:] if second else [unit]))
        return False

    def _take_off(self, count: int) -> None:
        for _ in range(count):
            if not self._units:
                return
            taken = [self._units.pop()]
            if _LOW <= taken[0] < _BEHIND and self._units:
                taken.insert(0, self._units.pop())
            cells = _cells(_text(taken))
            self._echo("\b" * cells + " " * cells + "\b" * cells)


def _text(units: list[int]) -> str:
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")


def _cells(letter: str) -> int:
    if letter.isascii():
        return len(letter)
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in letter)


_ENTER = "\r\n"
_INTERRUPT = "\x03"
END_OF_INPUT = "\x1a\x04"
"""Ctrl-Z, as in Windows, and Ctrl-D."""

_ERASE = "\b\x7f"
_ERASE_LINE = "\x1b\x15"
"""Escape, as in Windows, and Ctrl-U."""

ENDS = frozenset(_ENTER + _INTERRUPT + END_OF_INPUT)
_HIGH, _LOW, _BEHIND = 0xD800, 0xDC00, 0xE000
"""The ranges of the first and second halves of characters that take two units."""
