"""Help, asked for."""

from __future__ import annotations

from aws_session.intent import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class Help(Command):
    """The help text of a command, or of all. `instead` where an option asked in its place."""

    topic: str | None = None
    instead: bool = False

    def in_function(self) -> Self:
        return self.replace(instead=False)
