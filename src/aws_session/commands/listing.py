"""Rows of data, as whoever reads them needs them: a table, lines with tabs, or JSON."""

from __future__ import annotations

import os

from aws_session.model.terminal_text import sanitize
from aws_session.shells import inert_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aws_session.shells.inert_text import Datum
    from aws_session.terminal.output import Output

_COLUMNS = 100
_NARROWEST = 8
_GAP = "  "


def show(
    rows: Iterable[Mapping[str, Datum]], columns: Sequence[str], output: Output, *, as_json: bool
) -> None:
    """Print rows: with `as_json` all of each, else the columns, the first of which is an id."""
    if as_json:
        output.write_data(inert_text.json(rows))
        return
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    if output.data_is_shown:
        output.write_data(
            _table([column.upper().replace("_", " ") for column in columns], cells, _width(output))
        )
    else:
        output.write_data(inert_text.tsv(cells))


def _cell(value: Datum) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str | int):
        return "" if value is None else str(value)
    return ", ".join(value)


def _table(head: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> str:
    """Align columns; where they are too wide for the screen the widest are cut, but no id is.

    By hand: rich takes half a millisecond a row to lay out, and there may be ten thousand.
    """
    from rich.cells import cell_len, set_cell_size

    rows = [head, *([sanitize(cell) for cell in row] for row in cells)]
    widths = _fitting([max(map(cell_len, column)) for column in zip(*rows, strict=True)], width)
    lines = []
    for row in rows:
        shown = [
            cell if cell_len(cell) <= room else f"{set_cell_size(cell, room - 1)}…"
            for cell, room in zip(row, widths, strict=True)
        ]
        padded = (set_cell_size(cell, room) for cell, room in zip(shown, widths, strict=True))
        lines.append(_GAP.join(padded).rstrip())
    return "".join(f"{line}\n" for line in lines)


def _fitting(wanted: Sequence[int], width: int) -> list[int]:
    """Return the columns' widths on a screen, two blanks between them."""
    first, *others = wanted
    room = width - first - len(_GAP) * len(others)
    while sum(others) > room and max(others) > _NARROWEST:
        others[others.index(max(others))] -= 1
    return [first, *others]


def _width(output: Output) -> int:
    try:
        return os.get_terminal_size(output.for_child).columns or _COLUMNS
    except OSError:
        return _COLUMNS
