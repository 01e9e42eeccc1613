"""What is to be done at AWS and what came of it, as data."""

from __future__ import annotations

from aws_session.credentials import Credentials
from aws_session.devices import Caller, Device
from aws_session.signer import Signer
from aws_session.value import Value


class Plan(Value):
    """A session to ask for.

    `device` is None where it must be looked up, by `device_name` if that is known. `code` is the
    given code, `-` for stdin, None to ask; `code_command` is a program that prints one. `said` is
    what the user should read before a code is asked for. `places` are what the AWS files and the
    endpoint are called.
    """

    signer: Signer
    device: Device | None
    device_name: str | None
    region: str | None
    seconds: int
    code: str | None = None
    code_command: str | None = None
    places: tuple[tuple[str, str], ...] = ()
    said: tuple[str, ...] = ()

    HIDDEN = ("code",)

    @property
    def question(self) -> str:
        """The prompt."""
        return f"MFA code for {self.device.serial}: " if self.device else "MFA code: "


class Granted(Value):
    """A session that AWS handed out: to whom, with which device, for which code.

    `at` is when the code was sent, in Unix seconds; `code` is that code's digest.
    """

    credentials: Credentials
    caller: Caller
    device: Device
    code: str
    at: int
