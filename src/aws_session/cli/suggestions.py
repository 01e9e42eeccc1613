"""Words of a command line that mean nothing here, and which one was meant."""

from __future__ import annotations

from aws_session import commands
from aws_session.cli import other_tools
from aws_session.cli._options_table import TABLE
from aws_session.cli.fast_parser import options
from aws_session.errors import UsageError
from aws_session.model.closest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.fast_parser import Tokens


class UnknownCommandError(UsageError):
    """The first word is no command; it may be something else that one knows of."""

    def __init__(self, message: str, *, hint: str, word: str) -> None:
        super().__init__(message, hint=hint)
        self.word = word


def refuse(words: Tokens) -> None:
    """Refuse options and commands that there are not, each with the one that was meant.

    An option that is not known may have taken no value: what seems to be the command is one then.
    """
    asked = (words.command,) if words.command in TABLE else TABLE
    taken = [option for name in asked for _, option in options(name)]
    known = {spelling for option in taken for spelling in option.spellings}
    for word in words.rest:
        option = word.partition("=")[0]
        if option in other_tools.OPTIONS and option not in known:
            raise UsageError(f"No such option: {option}", hint=other_tools.OPTIONS[option])
        if option.startswith("--") and option not in known:
            near = closest(option, known)
            raise UsageError(
                f"No such option: {option}{_meant(near)}", hint=_help_line(words.command)
            )
    if words.command not in TABLE:
        shown = [name for name in TABLE if name not in commands.HIDDEN]
        near = other_tools.NAMES.get(words.command) or closest(words.command, shown)
        hint = f"aws-session {near}" if near else "aws-session help"
        meant = _meant(near)
        if words.command in other_tools.WORDS:
            why, hint = other_tools.WORDS[words.command]
            meant = f": {why}"
        if words.command.isdigit():
            meant = ", and a code is six digits"
            hint = "type it again; an account's digits stand behind pose"
        raise UnknownCommandError(
            f"No such command {words.command!r}{meant}", hint=hint, word=words.command
        )


def _meant(near: str | None) -> str:
    return f"; did you mean {near}?" if near else ""


def remedy(words: Tokens, option: str = "") -> str:
    """Return what to do about a command line, or an option in it, that the grammar refuses."""
    if option in other_tools.OPTIONS:
        return other_tools.OPTIONS[option]
    if words.command == "exec" and words.trailing is None:
        return "a command to run stands behind --: aws-session exec TARGET [ROLE] -- COMMAND"
    return _help_line(words.command)


def _help_line(command: str) -> str:
    return f"aws-session help {command}" if commands.is_command(command) else "aws-session help"
