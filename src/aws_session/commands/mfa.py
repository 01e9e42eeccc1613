"""The command `mfa`: an MFA session, with a code."""

from __future__ import annotations

from aws_session.commands import (
    CODE,
    FRESH,
    KEEP,
    PROFILE,
    REGION,
    EnvironmentCommand,
    argument,
    option,
)
from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentSnapshot, Outcome
    from aws_session.session.ports import Ports
    from aws_session.session.request import MfaRequest


class Mfa(EnvironmentCommand):
    """`word` is a device or a code; `keep` stores the session, `fresh` ignores a stored one."""

    word: str | None = argument(
        "[DEVICE|CODE]", help="MFA device (ARN, serial, name) or code.", completes="devices"
    )
    code: str | None = CODE
    profile: str | None = PROFILE
    region: str | None = REGION
    duration: str | None = option(
        "--duration",
        "-d",
        metavar="TIME",
        help="900 (seconds), 15m, 12h (the default), 36h.",
        completes=("15m", "1h", "4h", "8h", "12h", "24h", "36h"),
    )
    keep: bool = KEEP
    fresh: bool = FRESH

    REDACTED = ("word", "code")
    summary = "Start a session with an MFA code; the default command."

    def validate(self) -> None:
        if self.word is not None and not self.word.strip():
            raise UsageError(
                "the name of the device is empty", hint="name a device or leave it out"
            )
        if self.code is not None and self._tells_code:
            raise UsageError("two codes were given", hint="give one, as an argument or with --code")
        if (self.duration, self.profile, self.region) == (None, None, None):
            return
        # Imported late: a line without options does not need the checks.
        from aws_session.model import duration_text, validation
        from aws_session.model.mfa import SESSION_TOKEN_SECONDS
        from aws_session.model.regions import check_typed

        if self.duration is not None:
            duration_text.seconds_within(self.duration, SESSION_TOKEN_SECONDS)
        validation.no_blank(self.profile, "--profile")
        check_typed(self.region)

    @property
    def request(self) -> MfaRequest:
        from aws_session.session.request import MfaRequest

        return self.convert(MfaRequest, device=self.device, code=self.given_code)

    @property
    def device(self) -> str | None:
        return None if self._tells_code else self.word

    @property
    def given_code(self) -> str | None:
        """The code in the line, `-` if it comes on stdin, None to ask."""
        return self.word if self._tells_code else self.code

    @property
    def _tells_code(self) -> bool:
        if self.word is None:
            return False
        from aws_session.model.mfa import is_code

        return is_code(self.word)

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        from aws_session.session import start_mfa

        return start_mfa(self.request, snapshot, ports)
