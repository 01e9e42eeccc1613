"""MFA devices, their serial numbers and codes, and the parameters of GetSessionToken."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import Record

_SERIAL_LETTERS = 4
# STS API reference, GetSessionToken, SerialNumber.
_SERIAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=/:,.@-")
_KINDS = ("mfa/", "u2f/", "sms-mfa/")
_ACCOUNT_DIGITS = 12
_SERIAL_LENGTHS = range(9, 257)

SESSION_TOKEN_SECONDS = (900, 129_600)
"""What GetSessionToken accepts for a user (STS API reference, DurationSeconds)."""

DEFAULT_SESSION_TOKEN_SECONDS = 43_200
"""The default duration of an MFA session, which is GetSessionToken's own."""


class Device(Record):
    """An MFA device by its serial number; `reason` says how it was found, in words."""

    serial: str
    reason: str
    assumed: bool = False
    notices: tuple[str, ...] = ()


class CodeCommand(Record):
    """A program that prints a code, as a shell command; `setting` says where it is named."""

    line: str
    setting: str

    REDACTED = ("line",)


def is_arn(serial: str) -> bool:
    return serial.startswith("arn:")


def is_hardware(serial: str) -> bool:
    """Tell whether a serial number is a hardware token's, for example `GAHT12345678`."""
    letters, digits = serial[:_SERIAL_LETTERS], serial[_SERIAL_LETTERS:]
    return letters.isascii() and letters.isupper() and digits.isascii() and digits.isdigit()


def is_name(text: str) -> bool:
    """Tell whether a device may have a name, perhaps with its path; it has no colon in it."""
    return _SERIAL.issuperset(text) and ":" not in text


def is_security_key(serial: str) -> bool:
    return is_arn(serial) and ":u2f/" in serial


BY_BROWSER = (
    "or sign in with it in the browser (AWS CLI 2.32 or later); aws-session can use that "
    "session: aws login"
)
"""What people with only security keys or passkeys can do."""


def usable(device: Device, place: str = "") -> Device:
    """Return a device whose codes AWS's API accepts; raise if its serial number is not valid.

    `place` is where the serial number was read.
    """
    serial = device.serial
    if not _SERIAL.issuperset(serial) or len(serial) not in _SERIAL_LENGTHS or serial[-1] == "/":
        # Imported late, as below: no device that can be used waits for these sentences.
        from aws_session.model.device_errors import not_a_device

        raise not_a_device(serial, place)
    account, _, what = serial.partition(":iam::")[2].partition(":")
    digits = len(account) == _ACCOUNT_DIGITS and account.isascii() and account.isdigit()
    if is_arn(serial) and not (digits and what.startswith(_KINDS)):
        from aws_session.model.device_errors import of_something_else

        raise of_something_else(serial, place)
    if is_security_key(device.serial):
        raise SessionError(
            f"{device.serial} is a security key (FIDO), which AWS's API does not accept",
            hint="name another device, or add an authenticator app (8 are allowed), " + BY_BROWSER,
        )
    return device


def is_code(word: str) -> bool:
    """Tell whether a word is a token code: six digits, spaces between them allowed."""
    digits = word.replace(" ", "")
    return len(digits) == 6 and digits.isascii() and digits.isdigit()  # noqa: PLR2004 - AWS's


def capped(seconds: int, mfa_age: int | None) -> int:
    """Return a duration no longer than a policy's maximum age of a code."""
    return min(seconds, mfa_age) if mfa_age else seconds


class SessionTokenRequest(Record):
    """The parameters of GetSessionToken."""

    seconds: int
