"""The command `renew`: replace this shell's session with a new one of the same kind."""

from __future__ import annotations

from aws_session.commands import CODE, DURATION, KEEP, EnvironmentCommand
from aws_session.model import duration_text
from aws_session.model.mfa import SESSION_TOKEN_SECONDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentSnapshot, Outcome
    from aws_session.session.ports import Ports


class Renew(EnvironmentCommand):
    """A new session with the same options."""

    code: str | None = CODE
    duration: str | None = DURATION
    keep: bool = KEEP

    REDACTED = ("code",)
    summary = "Replace this shell's session with a new one, with the same options."

    def validate(self) -> None:
        if self.duration is not None:
            duration_text.seconds_within(self.duration, SESSION_TOKEN_SECONDS)

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        from aws_session.session import start_again
        from aws_session.session.request import RenewRequest

        return start_again(self.convert(RenewRequest), snapshot, ports)
