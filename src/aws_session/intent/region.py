"""Another region, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import EnvironmentCommand
from aws_session.model.regions import check_region


class Region(EnvironmentCommand):
    """Another region, the same session."""

    name: str | None = None

    def validate(self) -> None:
        if self.name is None:
            raise UsageError(
                "region needs a name", hint="for example: aws-session region eu-west-1"
            )
        check_region(self.name, "aws-session region eu-west-1")
