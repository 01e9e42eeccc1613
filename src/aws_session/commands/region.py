"""The command `region`: another region for the session of this shell."""

from __future__ import annotations

from aws_session.commands import EnvironmentCommand, argument
from aws_session.errors import UsageError
from aws_session.model.regions import check_typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentSnapshot, Outcome
    from aws_session.session.ports import Ports


class Region(EnvironmentCommand):
    """Another region."""

    name: str | None = argument("NAME", help="Region, for example eu-west-1.", completes="regions")

    summary = "Change the region of this shell."

    def validate(self) -> None:
        if self.name is None:
            raise UsageError(
                "region needs a name", hint="for example: aws-session region eu-west-1"
            )
        check_typed(self.name, "aws-session region eu-west-1")

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        from aws_session.environment import region

        assert self.name is not None  # noqa: S101 - checked when it was made
        return region.change(self.name, snapshot, ports.is_region)
