"""The command `help`: a command's help, a topic's page, or all of them; `cli` prints them."""

from __future__ import annotations

from aws_session.commands import SHELL, Command, argument, flag
from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class Help(Command):
    """A help text, or the list of all; `instead` if an option requested it."""

    topic: str | None = argument(
        "[COMMAND|TOPIC]", help="Command or topic (default: list them).", completes="topics"
    )
    man: bool = flag("--man", help="Show the man page; print it if stdout is not a terminal.")
    shell: str | None = SHELL
    instead: bool = False

    is_help = True
    summary = "Show help on a command or a topic."

    def validate(self) -> None:
        if self.man and self.topic is not None:
            raise UsageError(
                "there is one man page for all commands and topics",
                hint=f"leave --man out: aws-session help {self.topic}",
            )

    def in_function(self) -> Self:
        return self.replace(instead=False)
