"""A session for a tool, asked for."""

from __future__ import annotations

from aws_session.intent import Command
from aws_session.model import validation
from aws_session.model.regions import check_region


class Process(Command):
    """A session for a tool, by the protocol of credential_process.

    `lines_for` is the AWS profile to print the lines for instead.
    """

    target: str | None = None
    role: str | None = None
    profile: str | None = None
    region: str | None = None
    lines_for: str | None = None

    def validate(self) -> None:
        for value, option in (
            (self.target, "TARGET"),
            (self.role, "ROLE"),
            (self.profile, "--profile"),
            (self.lines_for, "--show"),
        ):
            validation.no_blank(value, option)
        check_region(self.region)
