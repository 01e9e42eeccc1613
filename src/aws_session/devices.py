"""Which MFA device: told, listed by IAM, or guessed from the user's name."""

from __future__ import annotations

from aws_session.display import harmless
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


class Caller(Value):
    """Who GetCallerIdentity says one is."""

    arn: str
    account: str

    @property
    def partition(self) -> str:
        return self.arn.split(":")[1]

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2] if "/" in self.arn else self.arn.rpartition(":")[2]

    @property
    def is_root(self) -> bool:
        return self.arn.endswith(":root")


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
            return _usable(Device(serial, how))
    return None


def last(serial: str) -> Device | None:
    """Return the device that a key's last code was for, None where that cannot be one."""
    try:
        return _usable(Device(serial, LAST))
    except SessionError:
        return None


def name_of(
    word: str | None, environ: dict[str, str], profile: Profile | None, setting: str | None = None
) -> str | None:
    """Return the bare device name that was told where no full serial number was."""
    configured = profile.get("mfa_serial") if profile else None
    return word or environ.get(VARIABLE) or setting or configured


def found(name: str | None, listing: tuple[str, ...] | None, caller: Caller) -> Device:
    """Return the device to use, from the user's devices.

    `listing` is None where the user may not list them: then the serial number is built from
    `name`, or guessed from the user's own. Raises where no device can serve.
    """
    if name is not None:
        return _by_name(name, listing, caller)
    if listing is None:
        return Device(_guess(caller), "a guess, for listing your devices is denied", guessed=True)
    usable = [serial for serial in listing if not is_security_key(serial)]
    if usable:
        others = ", ".join(harmless(serial) for serial in usable[1:])
        said = (f"device {usable[0]}; for another: aws-session mfa DEVICE ({others})",)
        return Device(usable[0], "the first of yours", said=said if others else ())
    if listing:
        raise SessionError(
            f"{caller.name} has only security keys (FIDO), which AWS's API takes no codes from",
            hint="add an authenticator app as a second device in the IAM console (8 are allowed)",
        )
    raise SessionError(
        f"{caller.name} has no MFA device in account {caller.account}",
        hint="add an authenticator app in the IAM console, under your security credentials",
    )


def another(refused: Device, listing: tuple[str, ...] | None) -> Device | None:
    """Return the device that can stand in for a refused serial number: the one, or the first.

    Somebody who named a device chooses the next one, too; one that was only remembered is as if
    it had not been there.
    """
    usable = [
        serial
        for serial in listing or ()
        if not is_security_key(serial) and serial != refused.serial
    ]
    if usable and refused.how == LAST:
        return Device(usable[0], "the first of yours")
    return Device(usable[0], "the only other of yours") if len(usable) == 1 else None


def typed(answer: str, caller: Caller | None) -> Device:
    """Return the device that a person typed: an ARN, a serial number or a name."""
    serial = answer.strip()
    if is_arn(serial) or is_hardware(serial) or caller is None:
        return _usable(Device(serial, "as you said"))
    return _by_name(serial, None, caller)


def is_arn(serial: str) -> bool:
    return serial.startswith("arn:")


def is_hardware(serial: str) -> bool:
    """Tell a hardware token's serial number, for example `GAHT12345678`."""
    letters, digits = serial[:_SERIAL_LETTERS], serial[_SERIAL_LETTERS:]
    return letters.isascii() and letters.isupper() and digits.isascii() and digits.isdigit()


def is_security_key(serial: str) -> bool:
    return is_arn(serial) and ":u2f/" in serial


def _by_name(name: str, listing: tuple[str, ...] | None, caller: Caller) -> Device:
    matching = [s for s in listing or () if s == name or s.rpartition("/")[2] == name]
    if matching:
        return _usable(Device(matching[0], "by its name"))
    if listing:
        raise UsageError(
            f"you have no MFA device {name!r}",
            hint="you have: " + ", ".join(harmless(serial) for serial in listing),
        )
    built = f"arn:{caller.partition}:iam::{caller.account}:mfa/{name}"
    return _usable(Device(built, "built from the name you gave", guessed=True))


def _guess(caller: Caller) -> str:
    name = "root-account-mfa-device" if caller.is_root else caller.name
    return f"arn:{caller.partition}:iam::{caller.account}:mfa/{name}"


def _usable(device: Device) -> Device:
    serial = device.serial
    if not _SERIAL.issuperset(serial) or len(serial) not in _SERIAL_LENGTHS or serial[-1] == "/":
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
