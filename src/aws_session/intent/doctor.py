"""A diagnosis, asked for."""

from __future__ import annotations

from aws_session.intent import Intent
from aws_session.model import validation


class Doctor(Intent):
    """What will go wrong in this shell. `offline` asks AWS nothing."""

    json: bool = False
    offline: bool = False
    profile: str | None = None

    def check(self) -> None:
        validation.no_blank(self.profile, "--profile")
