"""The settings, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Command
from aws_session.model import validation


class Config(Command):
    """One's own settings: edited, or `where` they are, or `checks` only, or taken from a file."""

    takes_terminal = True

    action: str | None = None
    file: str | None = None
    editor: str | None = None
    where: bool = False
    checks: bool = False

    def validate(self) -> None:
        if self.action not in {None, "import"}:
            raise UsageError(
                f"config knows no {self.action!r}",
                hint="aws-session config, or aws-session config import [FILE]",
            )
        wishes = (self.action is not None, self.editor is not None, self.where, self.checks)
        if sum(wishes) > 1:
            raise UsageError(
                "import, --editor, --path and --check exclude each other", hint="give one of them"
            )
        validation.no_blank(self.editor, "--editor")
