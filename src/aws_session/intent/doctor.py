"""A diagnosis, asked for."""

from __future__ import annotations

from aws_session.intent import Command
from aws_session.model import validation


class Doctor(Command):
    """What will go wrong in this shell. `offline` asks AWS nothing."""

    json: bool = False
    offline: bool = False
    profile: str | None = None

    def validate(self) -> None:
        validation.no_blank(self.profile, "--profile")
