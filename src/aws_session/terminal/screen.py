"""What people read, and on what: how wide it is, whether it takes colours and which signs."""

from __future__ import annotations

import os
import textwrap

from aws_session.model import numbers
from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NARROWEST, USUAL, WIDEST = 40, 80, 120
"""Columns: no screen is taken for narrower, no text is set wider, and a file has the usual."""

_GREATEST = 9_999
"""Columns that no screen has."""

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


class Screen(Record):
    """A terminal, or a file that is going to be read."""

    columns: int = USUAL
    colours: bool = False
    unicode: bool = False

    def styled(self, text: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colours else text

    def sign(self, fine: str, plain: str) -> str:
        """Return a sign that every letter case of this screen can show."""
        return fine if self.unicode else plain

    def plain(self, text: str) -> str:
        """Return a text without what the screen cannot show."""
        return text if self.unicode else text.translate(_ASCII)

    def wrapped(self, text: str, first: str = "", others: str | None = None) -> list[str]:
        """Return a paragraph's lines: a line to type is not cut at its hyphens."""
        return textwrap.wrap(
            self.plain(text),
            self.columns,
            initial_indent=first,
            subsequent_indent=" " * len(first) if others is None else others,
            break_on_hyphens=False,
            break_long_words=False,
        ) or [first.rstrip()]


_ASCII = str.maketrans({"…": "...", "→": "->", "─": "-"})


def of(descriptor: int, environ: Mapping[str, str]) -> Screen:
    """Return what a descriptor leads to; `environ` is the caller's."""
    shown = os.isatty(descriptor)
    dumb = environ.get("TERM", "") in {"dumb", "unknown"}
    return Screen(
        columns=_columns(descriptor, environ) if shown else _told(environ) or USUAL,
        # no-color.org: any value that is not empty.
        colours=shown and not dumb and not environ.get("NO_COLOR"),
        unicode=speaks_unicode(environ),
    )


def speaks_unicode(environ: Mapping[str, str]) -> bool:
    """Tell whether the locale is one of UTF-8; the first that is set decides (POSIX)."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if environ.get(name):
            return "utf-8" in environ[name].lower() or "utf8" in environ[name].lower()
    return os.name == "nt"


def _columns(descriptor: int, environ: Mapping[str, str]) -> int:
    try:
        found = os.get_terminal_size(descriptor).columns
    except OSError:
        found = 0
    return min(max(found or _told(environ) or USUAL, NARROWEST), WIDEST)


def _told(environ: Mapping[str, str]) -> int:
    told = numbers.read(environ.get("COLUMNS", ""), _GREATEST)
    return min(max(told, NARROWEST), WIDEST) if told is not None else 0
