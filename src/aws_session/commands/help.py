"""The command `help`: a command's help, a topic's page, or all of them; `cli` prints them."""

from __future__ import annotations

from aws_session.commands import SHELL, Command, argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class Help(Command):
    """A help text, or the list of all; `instead` where an option asked in its place."""

    topic: str | None = argument(
        "[COMMAND|TOPIC]", help="Command or topic (default: list them).", completes="topics"
    )
    shell: str | None = SHELL
    instead: bool = False

    is_help = True
    summary = "Show help on a command or a topic."

    def in_function(self) -> Self:
        return self.replace(instead=False)
