"""A shell's function, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Command


class Init(Command):
    """The function of a shell, `target`; without one the line that loads it.

    With `resume` every new shell takes the kept session.
    """

    is_evaluated = True

    target: str | None = None
    cmd: str = "aws-session"
    warn: bool = False
    resume: bool = False

    def check(self) -> None:
        if self.target is not None and not self.target.strip():
            raise UsageError("SHELL is empty", hint="name a shell or leave it out")
        letters = self.cmd.replace("-", "").replace("_", "")
        if not (letters.isascii() and letters.isalnum() and self.cmd[0].isalpha()):
            raise UsageError(
                f"{self.cmd!r} cannot be a command's name",
                hint="a letter, then letters, digits, - and _",
            )
