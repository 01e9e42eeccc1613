"""What each command takes, from the generated table: no command has to be loaded for it."""

from __future__ import annotations

from aws_session.cli._options_table import TABLE
from aws_session.commands.options import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def summary(name: str) -> str:
    return TABLE[name][0]


def options(name: str) -> Iterator[tuple[str, Option]]:
    """Return the fields of a command that a line can fill, each with its option."""
    _, rows = TABLE[name]
    for field, spellings, metavar, text, repeats, completes in rows:
        yield field, Option(spellings, metavar, text, repeats=repeats, completes=completes)
