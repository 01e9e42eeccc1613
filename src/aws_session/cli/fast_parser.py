"""Common command lines, parsed without importing typer; unclear ones are left to typer."""

from __future__ import annotations

from aws_session.cli._options_table import TABLE, TAKES_VALUE
from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from aws_session.commands import Command


DEFAULT = "mfa"
_HELP = frozenset({"--help", "-h"})


class TableOption:
    """An option from the table, with the attributes of `commands.Option`.

    Completion gets it without the commands, which would take 2 % of a TAB to load.
    """

    __slots__ = ("completes", "help", "metavar", "repeats", "spellings")

    def __init__(
        self,
        spellings: tuple[str, ...],
        metavar: str,
        help: str,  # noqa: A002 - what every parser calls it
        repeats: bool,
        completes: str | tuple[str, ...],
    ) -> None:
        self.spellings = spellings
        self.metavar = metavar
        self.help = help
        self.repeats = repeats
        self.completes = completes

    @property
    def is_argument(self) -> bool:
        return not self.spellings

    @property
    def is_flag(self) -> bool:
        return not self.metavar


class Tokens(Record):
    """A command line.

    `command` is the first word that is neither an option nor an option's value, whether such a
    command exists or not; it is the default command if no word is left, or the word is empty or a
    code. `rest` are the other words in their order; `trailing` is what follows the first bare `--`,
    None without one.
    """

    command: str
    rest: tuple[str, ...]
    trailing: tuple[str, ...] | None
    wants_help: bool
    named: bool


def tokenize(argv: tuple[str, ...], takes_value: frozenset[str]) -> Tokens:
    """Find the command word, whatever options precede it, and whether help was requested."""
    ours, trailing = _before_dashes(argv)
    rest = []
    command = None
    wants_help = is_value = False
    for word in ours:
        if is_value or not _is_option(word):
            if command is None and not is_value and word and not _is_code(word):
                command = word
            else:
                command = command if is_value else command or DEFAULT
                rest.append(word)
            is_value = False
        elif word in _HELP:
            wants_help = True
        elif word == "--version" and command is None:
            command = "version"
        else:
            rest.append(word)
            is_value = word in takes_value
    return Tokens(command or DEFAULT, tuple(rest), trailing, wants_help, command is not None)


def _before_dashes(argv: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    if "--" not in argv:
        return argv, None
    cut = argv.index("--")
    return argv[:cut], argv[cut + 1 :]


def _is_code(word: str) -> bool:
    if not word[:1].isdigit():
        return False
    # Imported late: most lines have no code.
    from aws_session.model.mfa import is_code

    return is_code(word)


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"


def summary(name: str) -> str:
    return TABLE[name][0]


def options(name: str) -> Iterator[tuple[str, TableOption]]:
    """Return the fields of a command that a line can fill, each with its option."""
    _, rows = TABLE[name]
    for field, spellings, metavar, text, repeats, completes in rows:
        yield field, TableOption(spellings, metavar, text, repeats, completes)


def words(argv: tuple[str, ...]) -> Tokens:
    return tokenize(argv, TAKES_VALUE)


def parse(words: Tokens) -> Command | None:
    """Return the command of a command line, None if typer has to parse it."""
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
    from aws_session import commands

    return commands.with_trailing(commands.load(words.command)(**fields), words.trailing)


def _is_value(value: object) -> bool:
    return value is not None and not (str(value).startswith("-") and value != "-")
