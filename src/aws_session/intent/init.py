"""A shell's function, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Command

_RESERVED = frozenset((
    "if", "then", "else", "elif", "elseif", "fi", "do", "done", "case", "esac", "while", "until",
    "for", "in", "select", "function", "time", "coproc", "repeat", "foreach", "end", "endif",
    "endsw", "switch", "breaksw", "begin", "not", "and", "or", "def", "fn", "set", "exit", "exec",
    "eval", "return", "break", "continue", "export", "unset", "test", "source", "alias", "command",
    "builtin",
))  # fmt: skip
"""What shells read as their own word, and what the function itself is made of."""


class Init(Command):
    """The function of a shell, `target`; without one the line that loads it.

    With `resume` every new shell takes the kept session.
    """

    is_evaluated = True

    target: str | None = None
    cmd: str = "aws-session"
    warn: bool = False
    resume: bool = False

    def validate(self) -> None:
        if self.target is not None and not self.target.strip():
            raise UsageError("SHELL is empty", hint="name a shell or leave it out")
        letters = self.cmd.replace("-", "").replace("_", "")
        if not (letters.isascii() and letters.isalnum() and self.cmd[0].isalpha()):
            raise UsageError(
                f"{self.cmd!r} cannot be a command's name",
                hint="a letter, then letters, digits, - and _",
            )
        if self.cmd in _RESERVED:
            raise UsageError(
                f"{self.cmd!r} is a word of the shells themselves", hint="choose another name"
            )
