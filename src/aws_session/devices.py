"""MFA devices by their serial numbers, and the one that somebody named."""

from __future__ import annotations

from aws_session.errors import SessionError, UsageError
from aws_session.profiles import Profile
from aws_session.value import Value

VARIABLE = "AWS_MFA_SERIAL"
_SERIAL_LETTERS = 4
# STS API reference, GetSessionToken, SerialNumber.
_SERIAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=/:,.@-")
_SERIAL_LENGTHS = range(9, 257)

LAST = "the one of your last code"
"""How a device was found that is only remembered."""


class Device(Value):
    """An MFA device by its serial number; `how` says how it was found, in words."""

    serial: str
    how: str
    guessed: bool = False
    said: tuple[str, ...] = ()


def told(
    word: str | None,
    environ: dict[str, str],
    profile: Profile | None,
    setting: str | None = None,
    remembered: str | None = None,
) -> Device | None:
    """Return the device that is named in full, before anything is asked of AWS.

    `remembered` is the one that the same signer's session in this shell was made with.
    """
    configured = profile.get("mfa_serial") if profile else None
    for serial, how in (
        (word, "as you said"),
        (environ.get(VARIABLE) or None, f"from {VARIABLE}"),
        (setting, "from the settings"),
        (configured, f"from mfa_serial of profile {profile.name!r}" if profile else ""),
        (remembered, "the one of the session before"),
    ):
        if serial is not None:
            if not (is_arn(serial) or is_hardware(serial)):
                return None
            return usable(Device(serial, how))
    return None


def last(serial: str) -> Device | None:
    """Return the device that a key's last code was for, None where that cannot be one."""
    try:
        return usable(Device(serial, LAST))
    except SessionError:
        return None


def name_of(
    word: str | None, environ: dict[str, str], profile: Profile | None, setting: str | None = None
) -> str | None:
    """Return the bare device name that was told where no full serial number was."""
    configured = profile.get("mfa_serial") if profile else None
    return word or environ.get(VARIABLE) or setting or configured


def is_arn(serial: str) -> bool:
    return serial.startswith("arn:")


def is_hardware(serial: str) -> bool:
    """Tell a hardware token's serial number, for example `GAHT12345678`."""
    letters, digits = serial[:_SERIAL_LETTERS], serial[_SERIAL_LETTERS:]
    return letters.isascii() and letters.isupper() and digits.isascii() and digits.isdigit()


def is_security_key(serial: str) -> bool:
    return is_arn(serial) and ":u2f/" in serial


def usable(device: Device) -> Device:
    """Return a device that AWS's API takes codes from; raise where its serial number is none."""
    serial = device.serial
    if not _SERIAL.issuperset(serial) or len(serial) not in _SERIAL_LENGTHS or serial[-1] == "/":
        from aws_session.display import harmless

        raise UsageError(
            f"{harmless(serial)!r} is no MFA device's serial number or name",
            hint="it stands in the IAM console, under your security credentials",
        )
    if is_security_key(device.serial):
        raise SessionError(
            f"{device.serial} is a security key (FIDO), which AWS's API takes no codes from",
            hint="name another device, or add an authenticator app (8 are allowed)",
        )
    return device
