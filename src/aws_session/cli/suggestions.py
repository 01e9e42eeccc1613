"""Unknown words of a command line, and what was probably meant."""

from __future__ import annotations

from aws_session import commands
from aws_session.cli import other_tools_commands
from aws_session.cli._options_table import TABLE
from aws_session.cli.fast_parser import options
from aws_session.errors import UsageError
from aws_session.model.closest import meant
from aws_session.model.mfa import is_code
from aws_session.model.terminal_text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from aws_session.cli.fast_parser import Tokens


_NO_OPTION = "No such option"
_ARGUMENTS = {
    **dict.fromkeys(("--role", "--role-name"), "ROLE is an argument: aws-session pose TARGET ROLE"),
    **dict.fromkeys(("--role-arn", "--arn"), "a role's ARN is an argument: aws-session pose ARN"),
    **dict.fromkeys(
        ("--account", "--account-id", "--target"), "TARGET is an argument: aws-session pose TARGET"
    ),
    **dict.fromkeys(
        ("--serial-number", "--mfa-serial", "--device"),
        "DEVICE is an argument: aws-session mfa DEVICE",
    ),
}
"""What other tools accept as an option and we as an argument."""


class UnknownCommandError(UsageError):
    """The first word is not a command; it may be something else that is known."""

    def __init__(self, message: str, *, hint: str, word: str) -> None:
        super().__init__(message, hint=hint)
        self.word = word


def refuse(words: Tokens, argv: tuple[str, ...]) -> None:
    """Refuse unknown options and commands, each with the nearest known one.

    The word that seems to be the command may be the value of an unknown option before it. A word of
    another tool explains that tool's options, too.
    """
    theirs = (
        words.command in other_tools_commands.WORDS or words.command in other_tools_commands.NAMES
    )
    if theirs and argv[:1] == (words.command,):
        raise _unknown_command(words)
    asked = (words.command,) if words.command in TABLE else TABLE
    taken = [option for name in asked for _, option in options(name)]
    known = {spelling for option in taken for spelling in option.spellings}
    for word in words.rest:
        option = word.partition("=")[0]
        answer = other_tools_commands.answer(option, words.command)
        if answer and option not in known:
            raise UsageError(f"unknown option {option}", hint=answer)
        if option.startswith("--") and option not in known:
            raise _unknown(option, known, words.command)
    if words.command not in TABLE:
        raise _unknown_command(words)


def _unknown_command(words: Tokens) -> UnknownCommandError:
    word = words.command
    shown = [name for name in TABLE if name not in commands.HIDDEN]
    near = other_tools_commands.NAMES.get(word) or meant(word, shown)
    hint = f"aws-session {' '.join((near, *_again(words)))}" if near else "aws-session help"
    message = f"{word!r} is not a command{_meant(near)}"
    if word in other_tools_commands.WORDS:
        why, hint = other_tools_commands.WORDS[word]
        message = f"{word!r} is not a command: {why}"
    if word.isdigit():
        message = f"{word!r} is neither a command nor a 6-digit code"
        hint = f"for an account: aws-session pose {word}"
        if not word.isascii():
            hint = "write a code with the digits 0 to 9"
        if is_code(" ".join((word, *words.rest))):
            hint = "write the code without spaces: aws-session CODE"
    return UnknownCommandError(message, hint=hint, word=word)


def _again(words: Tokens) -> list[str]:
    """Return the other words of a line, to be typed again; nothing where one may be a code."""
    trailing = () if words.trailing is None else ("--", *words.trailing)
    given = [*words.rest, *trailing]
    return [] if any(map(is_code, given)) else [quoted(word) for word in given]


def _unknown(option: str, known: Collection[str], command: str) -> UsageError:
    near = meant(option, known)
    message = f"unknown option {option}"
    if option in _ARGUMENTS:
        return UsageError(message, hint=_ARGUMENTS[option])
    return UsageError(f"{message}{_meant(near)}", hint=_help_line(command))


def refusal(said: str, words: Tokens, option: str = "") -> UsageError:
    """Return the error for a line that the grammar refuses, with the parser's message in `said`."""
    hint = remedy(words, option)
    about = said.rstrip(".").partition(": ")[0]
    if said.startswith(_NO_OPTION):
        # Before click 8.3 it follows a colon, then it is between quotes.
        unknown = said.removeprefix(_NO_OPTION).lstrip(": ").split()[0].strip("'.")
        error = _unknown(unknown, (), words.command)
        return UsageError(error.message, hint=hint if words.command == "exec" else error.hint)
    if about.startswith("Got unexpected extra argument"):
        # An argument may itself end in a parenthesis.
        surplus = said.partition(" (")[2].removesuffix(".").removesuffix(")")
        places = " ".join(o.metavar for _, o in options(words.command) if o.is_argument)
        takes = f"takes only {places}" if places else "takes no arguments"
        return UsageError(f"unexpected argument {surplus!r}: {words.command} {takes}", hint=hint)
    if about.endswith("requires an argument"):
        option = about.split("'")[1]
        return UsageError(f"{option} needs a value", hint=hint)
    return UsageError(said.rstrip("."), hint=hint)


def _meant(near: str | None) -> str:
    return f"; did you mean {near}?" if near else ""


def remedy(words: Tokens, option: str = "") -> str:
    """Return what to do about a command line, or an option in it, that the grammar refuses."""
    is_of_command = words.command == "exec" and words.trailing is None and bool(words.rest)
    answer = other_tools_commands.answer(option, words.command)
    if answer and not (is_of_command and not words.rest[0].startswith("-")):
        return answer
    if words.command == "exec" and words.trailing is None:
        return "put -- before the command to run: aws-session exec TARGET [ROLE] -- COMMAND"
    return _help_line(words.command)


def _help_line(command: str) -> str:
    return f"aws-session help {command}" if commands.is_command(command) else "aws-session help"
