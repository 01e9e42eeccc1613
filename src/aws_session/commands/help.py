"""The command `help`: what a command does, or all of them; its pages are printed by `cli`."""

from __future__ import annotations

from aws_session.commands.base import SHELL, Command, argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class Help(Command):
    """The help text of a command, or of all; `instead` where an option asked in its place."""

    topic: str | None = argument(
        "[COMMAND]", help="A command, or `errors`: what can go wrong.", completes="topics"
    )
    shell: str | None = SHELL
    instead: bool = False

    is_help = True
    summary = "Print the help of a command."

    def in_function(self) -> Self:
        return self.replace(instead=False)
