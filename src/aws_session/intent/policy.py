"""A policy, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Command, checks
from aws_session.model import durations


class Policy(Command):
    """The policies that make MFA mandatory. `before` is a UTC time."""

    name: str | None = None
    max_age: str | None = None
    before: str | None = None

    def validate(self) -> None:
        if self.max_age is not None:
            checks.within(self.max_age, durations.SESSION_TOKEN_SECONDS)
        if self.before is not None and self.name != "revoke-older-sessions":
            raise UsageError(
                "--before is for revoke-older-sessions alone",
                hint="aws-session policy revoke-older-sessions --before TIME",
            )
        if self.before is not None and not _is_utc(self.before):
            raise UsageError(
                f"{self.before!r} is no UTC time", hint="for example --before 2026-11-21T09:00:00Z"
            )


def _is_utc(text: str) -> bool:
    from aws_session.model import timestamps

    return timestamps.is_utc(text)
