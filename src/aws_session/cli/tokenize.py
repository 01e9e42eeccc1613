"""The words of a command line, put in order: command first, what follows `--` kept apart."""

from __future__ import annotations

from aws_session.model.mfa import is_code
from aws_session.model.record import Record

DEFAULT = "mfa"
_HELP = frozenset({"--help", "-h"})


class Tokens(Record):
    """A command line.

    `command` is the first word that is neither an option nor an option's value, whether such a
    command exists or not; the default where there is no such word, or where it is a code.
    `rest` are the other words in their order; `trailing` is what follows the first bare `--`,
    None without one.
    """

    command: str
    rest: tuple[str, ...]
    trailing: tuple[str, ...] | None
    wants_help: bool
    named: bool


def tokenize(argv: tuple[str, ...], takes_value: frozenset[str]) -> Tokens:
    """Find the command word, wherever options stand before it, and whether help is asked for."""
    ours, trailing = _before_dashes(argv)
    rest = []
    command = None
    wants_help = is_value = False
    for word in ours:
        if is_value or not _is_option(word):
            if command is None and not is_value and not is_code(word):
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


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"
