"""What is kept, asked for."""

from __future__ import annotations

from aws_session.intent import EnvironmentCommand
from aws_session.model import validation
from aws_session.model.regions import check_region


class Resume(EnvironmentCommand):
    """The kept session, if there is one: silent, for rc files."""

    profile: str | None = None
    region: str | None = None

    def validate(self) -> None:
        validation.no_blank(self.profile, "--profile")
        check_region(self.region)
