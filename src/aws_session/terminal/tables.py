"""A table for people, from rows of texts that begin with an ID."""

from __future__ import annotations

import os

from aws_session.model.terminal_text import sanitize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_session.terminal.page import Page

MANY = 200
"""The most rows in a table; rich takes half a millisecond for each, and there may be 10,000."""

_GAP = 2
_SENTENCE = 20
"""The least columns in which a sentence can be read."""


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    descriptor: int,
    environ: Mapping[str, str] = os.environ,
) -> str:
    """Return rows formatted for the terminal of a descriptor; nothing is cut."""
    rows = [[sanitize(cell) for cell in row] for row in rows]
    if len(rows) > MANY:
        return "".join("\t".join(row).rstrip() + "\n" for row in (head, *rows))
    # Imported late: it imports rich.
    from aws_session.terminal.page import Page

    page = Page(descriptor, environ)
    columns = [[title, *(row[number] for row in rows)] for number, title in enumerate(head)]
    said = _shared(columns, page.console.width, head[-1])
    if _width(columns, head[-1]) > page.console.width:
        return _below_each_other(head, rows, page)
    shown = list(zip(*columns, strict=True))
    return _columns(shown[0], shown[1:], page) + "".join(f"{line}\n" for line in said)


def _width(columns: Sequence[Sequence[str]], sentence: str) -> int:
    """Return the columns that a table needs so that no cell is wrapped.

    The column of this title may contain a sentence, which may be wrapped.
    """
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in columns]
    if columns[-1][0] == sentence:
        widths[-1] = min(widths[-1], max(_SENTENCE, len(sentence)))
    return sum(widths) + _GAP * (len(widths) - 1)


def _shared(columns: list[list[str]], width: int, sentence: str) -> list[str]:
    """Remove columns that are the same in all rows, from the last one on, until the table fits.

    Returns the lines that say it instead.
    """
    said: list[str] = []
    for column in columns[:0:-1]:
        if _width(columns, sentence) <= width:
            break
        title, *cells = column
        if len(cells) > 1 and len(set(cells)) == 1:
            columns.remove(column)
            said.insert(0, f"all: {title} {cells[0]}")
    return said


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]], page: Page) -> str:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for title in head:
        shown.add_column(Text(title, "bold"), no_wrap=title != head[-1], overflow="fold")
    for row in rows:
        # Text, so that no name is taken for markup.
        shown.add_row(*map(Text, row))
    return "".join(f"{line.rstrip()}\n" for line in page.rendered(shown).splitlines())


def _below_each_other(head: Sequence[str], rows: Sequence[Sequence[str]], page: Page) -> str:
    from rich.text import Text

    from aws_session.terminal.page import hanging

    width = max(map(len, head))
    lines = []
    for first, *others in rows:
        lines.append(Text(first, "bold"))
        for title, cell in zip(head[1:], others, strict=True):
            if cell:
                lines += hanging(cell, page.columns, f"  {title.ljust(width)}  ")
    return page.text(lines)
