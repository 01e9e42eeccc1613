"""Errors for texts in place of an MFA device; `place` is where one was read."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model.terminal_text import sanitize


def not_a_device(word: str, place: str = "") -> UsageError:
    """Return the error for a text that no device can have as its serial number or name."""
    _, _, after = word.partition(" ")
    comment = place and after.strip()[:1] in {"#", ";"}
    why = ": AWS's tools read a comment after a value as part of it" if comment else ""
    return UsageError(
        f"{sanitize(word)!r} is not the serial number or name of an MFA device"
        f"{place and f' ({place})'}{why}",
        hint="find it in the IAM console, under your security credentials",
    )


def of_something_else(arn: str, place: str) -> UsageError:
    """Return the error for the ARN of something that is not an MFA device."""
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
