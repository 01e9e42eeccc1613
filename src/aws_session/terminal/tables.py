"""A table for people, from rows of texts whose first is an id."""

from __future__ import annotations

import os

from aws_session.model.terminal_text import sanitize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_session.terminal.page import Page

MANY = 200
"""Rows that are laid out; rich takes half a millisecond for each, and there may be 10,000."""

_NARROWEST = 10
_GAP = 2


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    descriptor: int,
    environ: Mapping[str, str] = os.environ,
) -> str:
    """Return rows as the terminal behind a descriptor shows them well; nothing is cut."""
    rows = [[sanitize(cell) for cell in row] for row in rows]
    if len(rows) > MANY:
        return "".join("\t".join(row).rstrip() + "\n" for row in (head, *rows))
    # Imported late: it brings rich.
    from aws_session.terminal.page import Page

    page = Page(descriptor, environ)
    if page.console.width < _narrowest([head, *rows]):
        return _below_each_other(head, rows, page)
    return _columns(head, rows, page)


def _narrowest(rows: Sequence[Sequence[str]]) -> int:
    """Return the columns of a screen that the ids and a little of each other text need."""
    from rich.cells import cell_len

    ids, *others = ([cell_len(cell) for cell in column] for column in zip(*rows, strict=True))
    return max(ids) + sum(_GAP + min(max(column), _NARROWEST) for column in others)


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]], page: Page) -> str:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for number, title in enumerate(head):
        shown.add_column(Text(title, "bold"), overflow="fold", no_wrap=number == 0)
    for row in rows:
        # Text, so that nobody's name is taken for markup.
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
