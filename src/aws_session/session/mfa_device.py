"""Choosing the MFA device for a code if none is named in full."""

from __future__ import annotations

from aws_session.errors import SessionError, UsageError
from aws_session.model.mfa import (
    BY_BROWSER,
    Device,
    is_arn,
    is_hardware,
    is_name,
    is_security_key,
    usable,
)
from aws_session.session import precedence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.model.identity import CallerIdentity

_BY_NAME = "by its name"
_USUAL = "assumed: mfa_serial of profile default"
_NAMED = (*precedence.NAMED_DEVICES, _BY_NAME)
"""Marks a device that was chosen: no other one is tried in its place without asking."""


def found(
    name: str | None,
    listing: tuple[str, ...] | None,
    caller: CallerIdentity,
    usual: str | None = None,
) -> Device:
    """Return the device to use, from the user's devices.

    `listing` is None if the user may not list them: then the serial number is built from `name`, or
    it is the `usual` one if that is in the caller's account (aws-vault takes it from [default]), or
    it is guessed from the user's name. Raises if no device can be used.
    """
    if name is not None:
        return _by_name(name, listing, caller)
    if listing is None and usual is not None and _is_of(caller, usual):
        return Device(usual, _USUAL, assumed=True)
    if listing is None:
        return _guessed(caller)
    fitting = [serial for serial in listing if not is_security_key(serial)]
    if fitting:
        from aws_session.model.terminal_text import sanitize

        others = ", ".join(sanitize(serial) for serial in fitting[1:])
        notices = (f"device {fitting[0]}; for another: aws-session mfa DEVICE ({others})",)
        return Device(fitting[0], "your first device", notices=notices if others else ())
    if listing:
        raise SessionError(
            f"{caller.name} has only security keys (FIDO), which AWS's API does not accept",
            hint="add an authenticator app as a second device in the IAM console (8 are allowed), "
            + BY_BROWSER,
        )
    raise SessionError(
        f"{caller.name} has no MFA device in account {caller.account}",
        hint="add an authenticator app in the IAM console, under your security credentials",
    )


def another(
    refused: Device, listing: tuple[str, ...] | None, caller: CallerIdentity
) -> Device | None:
    """Return the device to try instead of a refused serial number: the only one, or the first.

    A device that was named is not replaced; one that was only remembered counts as unknown. If the
    user may not list devices, one with the user's own name is guessed, unless that was tried.
    """
    if refused.reason.startswith(_NAMED):
        return None
    if listing is None and refused.reason == _USUAL:
        return _guessed(caller)
    fitting = [
        serial
        for serial in listing or ()
        if not is_security_key(serial) and serial != refused.serial
    ]
    if fitting and refused.reason == precedence.LAST_DEVICE:
        return Device(fitting[0], "your first device")
    return Device(fitting[0], "your only other device") if len(fitting) == 1 else None


def typed(answer: str, caller: CallerIdentity | None) -> Device:
    """Return the device that a person typed: an ARN, a serial number or a name."""
    serial = answer.strip()
    if is_arn(serial) or is_hardware(serial) or caller is None:
        return usable(Device(serial, precedence.SPECIFIED))
    return _by_name(serial, None, caller)


def _by_name(name: str, listing: tuple[str, ...] | None, caller: CallerIdentity) -> Device:
    matching = [s for s in listing or () if s == name or s.rpartition("/")[2] == name]
    if matching:
        return usable(Device(matching[0], _BY_NAME))
    if listing:
        from aws_session.model.terminal_text import sanitize

        raise UsageError(
            f"you have no MFA device {name!r}",
            hint="you have: " + ", ".join(sanitize(serial) for serial in listing),
        )
    if not is_name(name):
        from aws_session.model.device_errors import not_a_device

        raise not_a_device(name)
    built = f"arn:{caller.partition}:iam::{caller.account}:mfa/{name}"
    return usable(Device(built, "built from its name", assumed=True))


def _is_of(caller: CallerIdentity, serial: str) -> bool:
    """Tell whether an ARN is that of a device in the caller's account."""
    parts = serial.split(":")
    return is_arn(serial) and parts[4:5] == [caller.account] and not is_security_key(serial)


def _guessed(caller: CallerIdentity) -> Device:
    return Device(_assumed(caller), "guessed, because listing your devices is denied", assumed=True)


def _assumed(caller: CallerIdentity) -> str:
    name = "root-account-mfa-device" if caller.is_root else caller.name
    return f"arn:{caller.partition}:iam::{caller.account}:mfa/{name}"
