"""A page of text for a terminal or a file, with its width, colours and characters."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from aws_session.terminal import is_screen, system

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

NARROWEST, USUAL, WIDEST = 40, 80, 120
"""Columns: the narrowest and the widest for prose, and the usual width, used for files."""

_ASCII = str.maketrans({"…": "...", "→": "->", "─": "-"})


class Page:
    """The destination of text for people; nothing is printed, rendered text is returned."""

    def __init__(self, descriptor: int, environ: Mapping[str, str]) -> None:
        """Take the descriptor of the destination; `environ` is the caller's."""
        self.unicode = _has_unicode(environ, descriptor)
        shown = is_screen(descriptor)
        columns, _ = system.size(descriptor) if shown else (0, 0)
        is_plain = shown and not system.has_colours(descriptor, environ)
        self.console = Console(
            # Never written to; rich chooses signs and boxes by its encoding.
            file=io.TextIOWrapper(io.BytesIO(), encoding="utf-8" if self.unicode else "ascii"),
            force_terminal=shown,
            force_jupyter=False,
            legacy_windows=False,
            # no-color.org: any value that is not empty.
            color_system=None if environ.get("NO_COLOR") or is_plain else "auto",
            # rich would check other descriptors, and a stale COLUMNS before the terminal.
            width=columns or _configured(environ) or USUAL,
            height=25,
            markup=False,
            emoji=False,
            highlight=False,
            _environ=environ,
        )
        self.columns = min(max(self.console.width, NARROWEST), WIDEST)

    def sign(self, fine: str, plain: str) -> str:
        """Return a sign that this page can show."""
        return fine if self.unicode else plain

    def paragraph(
        self, text: str, first: Text | str = "", others: str | None = None, style: str = ""
    ) -> list[Text]:
        """Return a paragraph's lines: `first` precedes the first one, `others` all others."""
        text = text if self.unicode else text.translate(_ASCII)
        return hanging(text, self.columns, first, others, style)

    def text(self, lines: Iterable[Text]) -> str:
        """Return lines as text; the terminal breaks what is wider than the page."""
        return self.rendered(Text("\n").join(lines))

    def rendered(self, what: RenderableType) -> str:
        with self.console.capture() as capture:
            self.console.print(what, soft_wrap=isinstance(what, Text))
        return capture.get()


def hanging(
    text: str, columns: int, first: Text | str = "", others: str | None = None, style: str = ""
) -> list[Text]:
    """Break a paragraph into lines, but no word: ARNs and commands are copied as a whole.

    rich would break a word that is wider than its column.
    """
    first = Text(first) if isinstance(first, str) else first
    margin = " " * first.cell_len
    lines = textwrap.wrap(
        text,
        columns,
        initial_indent=margin,
        subsequent_indent=margin if others is None else others,
        break_on_hyphens=False,
        break_long_words=False,
    )
    begun = Text.assemble(first, (lines[0][len(margin) :] if lines else "", style))
    begun.rstrip()
    return [begun, *(Text(line, style) for line in lines[1:])]


def _has_unicode(environ: Mapping[str, str], descriptor: int) -> bool:
    """Tell whether the locale uses UTF-8; the first variable that is set decides (POSIX)."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if environ.get(name):
            return "utf-8" in environ[name].lower() or "utf8" in environ[name].lower()
    return system.has_unicode(descriptor)


def _configured(environ: Mapping[str, str]) -> int:
    columns = environ.get("COLUMNS", "")
    # Four digits are enough for the width of any screen.
    return int(columns) if columns.isascii() and columns.isdigit() and len(columns) < 5 else 0  # noqa: PLR2004
