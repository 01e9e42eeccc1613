"""Common command lines, read without importing typer; what it is not sure of it leaves alone."""

from __future__ import annotations

from aws_session import commands
from aws_session.cli._options_table import TABLE, TAKES_VALUE
from aws_session.cli.grammar import options
from aws_session.cli.tokenize import Tokens, tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aws_session.commands.base import Command


def words(argv: tuple[str, ...]) -> Tokens:
    return tokenize(argv, TAKES_VALUE)


def parse(words: Tokens) -> Command | None:
    """Return what a command line asks for, None where that is for typer to say."""
    if words.wants_help or words.command not in TABLE:
        return None
    taking = {}
    empty = []
    for field, option in options(words.command):
        taking.update(dict.fromkeys(option.spellings, (field, option)))
        if option.is_argument:
            empty.append(field)
    fields: dict[str, Any] = {}
    rest = iter(words.rest)
    for word in rest:
        if word in taking:
            field, option = taking[word]
            value = True if option.is_flag else next(rest, None)
            if option.repeats or not _is_value(value):
                return None
            fields[field] = value
        elif empty and not word.startswith("-"):
            fields[empty.pop(0)] = word
        else:
            return None
    return commands.with_trailing(commands.load(words.command)(**fields), words.trailing)


def _is_value(value: object) -> bool:
    return value is not None and not (str(value).startswith("-") and value != "-")
