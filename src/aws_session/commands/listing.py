"""Rows of data in the form that suits the reader: a table, lines with tabs, or JSON."""

from __future__ import annotations

from aws_session.model import inert_text
from aws_session.terminal import tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aws_session.model.inert_text import Datum
    from aws_session.terminal.output import Output


def show(
    rows: Iterable[Mapping[str, Datum]], columns: Sequence[str], output: Output, *, as_json: bool
) -> None:
    """Print rows: complete with `as_json`, otherwise the columns, the first of which is an ID."""
    if as_json:
        output.write_data(inert_text.json(rows))
        return
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    if output.data_is_shown:
        head = [column.upper().replace("_", " ") for column in columns]
        output.write_data(tables.table(head, cells, output.for_child))
    else:
        output.write_data(inert_text.tsv(cells))


def _cell(value: Datum) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str | int):
        return "" if value is None else str(value)
    return ", ".join(value)
