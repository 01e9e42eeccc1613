"""The console, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import EnvironmentCommand, checks
from aws_session.intent.borrower import ChildCommand
from aws_session.intent.mfa import Mfa
from aws_session.intent.pose import Pose
from aws_session.model import durations


class Console(ChildCommand):
    """The browser, signed in to the console as a role."""

    service: str | None = None
    url: bool = False

    command = "console"
    needs_role = True

    def validate(self) -> None:
        super().validate()
        if self.duration is not None:
            checks.within(self.duration, durations.ROLE_SECONDS)
        if self.duration is not None and self.target is None:
            raise UsageError(
                "--duration needs a role to sign in as",
                hint="aws-session console TARGET [ROLE] --duration 8h",
            )
        if self.service is not None and not _is_path(self.service):
            raise UsageError(
                f"{self.service!r} is no service of the console", hint="for example --service s3"
            )

    @property
    def mode(self) -> EnvironmentCommand:
        if self.target is None and self.profile is not None:
            return self.convert(Mfa, duration=None)
        # A browser may stay signed in for longer only as a role that no session has taken.
        return self.convert(
            Pose, duration=None, mfa=self.duration is not None, command=self.command
        )

    @property
    def seconds(self) -> int | None:
        return checks.seconds(self.duration)


def _is_path(text: str) -> bool:
    """Tell whether a text can stand in an address: words of small letters, digits, - and /."""
    words = text.replace("-", "").split("/")
    return all(word.isascii() and word.isalnum() for word in words) and text == text.lower()
