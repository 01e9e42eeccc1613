"""What is kept, asked for."""

from __future__ import annotations

from aws_session.intent import Mode, checks
from aws_session.intent.region import check_region


class Resume(Mode):
    """The kept session, if there is one: silent, for rc files."""

    profile: str | None = None
    region: str | None = None

    def check(self) -> None:
        checks.no_blank(self.profile, "--profile")
        check_region(self.region)
