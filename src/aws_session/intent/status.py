"""Where one is, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Command, checks


class Status(Command):
    """The sessions of this shell. `at_least` answers by the exit status alone."""

    verify: bool = False
    json: bool = False
    at_least: str | None = None

    def validate(self) -> None:
        if self.at_least is not None and (self.json or self.verify):
            other = "--json" if self.json else "--verify"
            raise UsageError(
                f"--at-least and {other} exclude each other",
                hint="--at-least answers by its exit status alone",
            )
        if self.at_least is not None:
            checks.seconds(self.at_least)
