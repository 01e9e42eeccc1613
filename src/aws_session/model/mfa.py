"""MFA devices, their serial numbers and codes, and the parameters of GetSessionToken."""

from __future__ import annotations

from aws_session.errors import SessionError, UsageError
from aws_session.model import Record

_SERIAL_LETTERS = 4
# STS API reference, GetSessionToken, SerialNumber.
_SERIAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=/:,.@-")
_KINDS = ("mfa/", "u2f/", "sms-mfa/")
_ACCOUNT_DIGITS = 12
_SERIAL_LENGTHS = range(9, 257)


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
        raise not_a_device(serial, place)
    account, _, what = serial.partition(":iam::")[2].partition(":")
    digits = len(account) == _ACCOUNT_DIGITS and account.isascii() and account.isdigit()
    if is_arn(serial) and not (digits and what.startswith(_KINDS)):
        raise _of_something_else(serial, place)
    if is_security_key(device.serial):
        raise SessionError(
            f"{device.serial} is a security key (FIDO), which AWS's API does not accept",
            hint="name another device, or add an authenticator app (8 are allowed), " + BY_BROWSER,
        )
    return device


def not_a_device(word: str, place: str = "") -> UsageError:
    """Return the error for a text that no device can have as its serial number or name."""
    from aws_session.model.terminal_text import sanitize

    _, _, after = word.partition(" ")
    comment = place and after.strip()[:1] in {"#", ";"}
    why = ": AWS's tools read a comment after a value as part of it" if comment else ""
    return UsageError(
        f"{sanitize(word)!r} is not the serial number or name of an MFA device"
        f"{place and f' ({place})'}{why}",
        hint="find it in the IAM console, under your security credentials",
    )


def _of_something_else(arn: str, place: str) -> UsageError:
    from aws_session.model.terminal_text import sanitize

    kind = arn.partition(":iam::")[2].partition(":")[2].partition("/")[0]
    known = kind in {"user", "role", "group", "policy"}
    what = f"is the ARN of a {kind}, not" if known else "is not the ARN"
    owner = arn.partition(":user/")
    name = owner[2].rpartition("/")[2] or "NAME"
    device = f"{owner[0]}:mfa/{name}" if owner[1] else "arn:aws:iam::ACCOUNT:mfa/NAME"
    return UsageError(
        f"{sanitize(arn)} {what} of an MFA device{place and f' ({place})'}",
        hint="use the ARN of a device, for example: " + sanitize(device),
    )


def is_code(word: str) -> bool:
    """Tell whether a word is a token code: six digits, spaces between them allowed."""
    digits = word.replace(" ", "")
    return len(digits) == 6 and digits.isascii() and digits.isdigit()  # noqa: PLR2004 - AWS's


def shape(text: str) -> str:
    """Describe a text that is not a code without showing it: it may be a secret."""
    lines = [line for line in text.splitlines() if line.strip()]
    words = text.split()
    if not words:
        return "nothing"
    joined = "".join(words)
    if len(lines) == 1 and joined.isascii() and joined.isdigit():
        return f"{len(joined)} digit{'s' * (len(joined) > 1)}"
    codes = sum(map(is_code, words))
    beside = ", one of which is six digits" if codes == 1 else ""
    if len(lines) > 1:
        return f"{len(lines)} lines{beside}"
    if len(words) > 1:
        return f"{len(words)} words{beside}"
    if len(joined) == 1:
        return "1 character, which is not a digit"
    return f"{len(joined)} characters that are not all digits"


class SessionTokenRequest(Record):
    """The parameters of GetSessionToken."""

    seconds: int
