"""A command in a session, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent.borrower import ChildCommand


class Exec(ChildCommand):
    """The session for one command, `trailing`; for a shell where there is none.

    `refresh` lets the command ask for credentials whenever it needs some, instead.
    """

    command = "exec"
    takes_terminal = True
    takes_trailing = True
    # As env(1) says it, which also only becomes another program.
    failure = 125

    refresh: bool = False
    trailing: tuple[str, ...] | None = None

    def validate(self) -> None:
        super().validate()
        if self.refresh and self.duration is not None:
            raise UsageError(
                "--refresh and --duration exclude each other",
                hint="with --refresh a session ends when the command does",
            )
        if self.trailing and self.shell is not None:
            raise UsageError(
                "--shell names a shell to open, and a command stands behind --",
                hint="leave one of them out",
            )
        if self.trailing is not None and not (self.trailing and self.trailing[0]):
            raise UsageError(
                "no command stands behind --",
                hint="aws-session exec -- COMMAND, or aws-session exec for a shell",
            )
