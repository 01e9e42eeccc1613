"""Another region, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Mode
from aws_session.model.regions import check_region


class Region(Mode):
    """Another region, the same session."""

    name: str | None = None

    def check(self) -> None:
        if self.name is None:
            raise UsageError(
                "region needs a name", hint="for example: aws-session region eu-west-1"
            )
        check_region(self.name, "aws-session region eu-west-1")
