"""The same session anew, asked for."""

from __future__ import annotations

from aws_session.intent import EnvironmentCommand, checks
from aws_session.model import durations


class Renew(EnvironmentCommand):
    """The same session again, fresh."""

    code: str | None = None
    duration: str | None = None
    keep: bool = False

    REDACTED = ("code",)

    def validate(self) -> None:
        if self.duration is not None:
            checks.within(self.duration, durations.SESSION_TOKEN_SECONDS)

    @property
    def seconds(self) -> int | None:
        return checks.seconds(self.duration)
