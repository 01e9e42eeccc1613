"""Another region, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Mode


class Region(Mode):
    """Another region, the same session."""

    name: str | None = None

    def check(self) -> None:
        if self.name is None:
            raise UsageError(
                "region needs a name", hint="for example: aws-session region eu-west-1"
            )
        check_region(self.name, "aws-session region eu-west-1")


def check_region(region: str | None, example: str = "--region eu-west-1") -> None:
    """Refuse what cannot be a region: it becomes part of a host's name."""
    if region is None:
        return
    label = region.replace("-", "")
    good = label.isascii() and label.isalnum() and region == region.strip("-").lower()
    if not good or len(region) > 63:  # noqa: PLR2004 - a DNS label's limit
        raise UsageError(f"{region!r} is no region's name", hint=f"for example: {example}")
