"""Common command lines, read without importing typer; what it is not sure of it leaves alone.

Deleting this module changes nothing but time.
"""

from __future__ import annotations

from aws_session import intent as intents
from aws_session.cli._grammar import GRAMMAR, TAKES_VALUE
from aws_session.cli.tokenize import Tokens, tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aws_session.intent import Command


def words(argv: tuple[str, ...]) -> Tokens:
    return tokenize(argv, TAKES_VALUE)


def intent(words: Tokens) -> Command | None:
    """Return what a command line asks for, None where that is for typer to say."""
    if words.wants_help or words.command not in GRAMMAR:
        return None
    told = GRAMMAR[words.command]
    options, flags, empty = _fields(told[0]), _fields(told[1]), told[2].split()
    fields: dict[str, Any] = {}
    rest = iter(words.rest)
    for word in rest:
        if word in flags:
            fields[flags[word]] = True
        elif word in options:
            value = next(rest, None)
            if value is None or (value.startswith("-") and value != "-"):
                return None
            fields[options[word]] = value
        elif empty and not word.startswith("-"):
            fields[empty.pop(0)] = word
        else:
            return None
    return intents.with_trailing(intents.of(words.command)(**fields), words.trailing)


def _fields(spelt: str) -> dict[str, str]:
    pairs = (word.partition("=") for word in spelt.split())
    return {spelling: field for spelling, _, field in pairs}
