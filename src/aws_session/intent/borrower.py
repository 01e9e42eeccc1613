"""What works with a session that the shell need not hold."""

from __future__ import annotations

from aws_session.intent import Command, EnvironmentCommand
from aws_session.intent.mfa import Mfa
from aws_session.intent.pose import Pose


class ChildCommand(Command):
    """A command that works with a session which this shell need not hold."""

    target: str | None = None
    role: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None

    REDACTED = ("code",)

    command = ""
    """What it is called."""

    needs_role = False
    """Whether a session of one's own will not do."""

    def validate(self) -> None:
        _ = self.mode

    @property
    def mode(self) -> EnvironmentCommand:
        """What a shell would be told to hold that session."""
        if self.target is None:
            return self.convert(Mfa)
        return self.convert(Pose, command=self.command)

    @property
    def is_particular(self) -> bool:
        """Whether the session that the shell holds will not do."""
        return any((self.target, self.code, self.profile, self.duration))
