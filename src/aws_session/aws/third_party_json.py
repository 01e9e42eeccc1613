"""What is wrong with other programs' JSON for credentials and tokens, which is never quoted."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING

from dateutil import parser, tz  # type: ignore[import-untyped] # it has no stubs here

from aws_session.aws import botocore_errors
from aws_session.config.profile import LOGIN
from aws_session.model import utc
from aws_session.model.credentials import flaw
from aws_session.model.identifiers import LATEST

if TYPE_CHECKING:
    from typing import Any

    from aws_session.aws.botocore_errors import Call
    from aws_session.config.profile import Profile

_EXAMPLE = "such as 2026-11-21T09:00:00Z"
_KINDS = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}
_LOGIN_FIELDS = ("accessKeyId", "secretAccessKey", "sessionToken", "accountId")


def check_output(output: bytes, call: Call) -> None:
    """Raise SessionError if this is not what a credential_process must print."""
    answer, fault = object_in(output)
    fault = fault or _of_version(answer)
    if fault:
        raise botocore_errors.bad_output(call, fault)
    fields = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    for name in fields:
        value = answer.get(name)
        if value is None and name != fields[-1]:
            raise botocore_errors.bad_output(call, f"no {name}")
        if value is not None and not isinstance(value, str):
            raise botocore_errors.no_text(call, f"the {name} is {_kind(value)}")
        if value == "" and name != fields[-1]:
            raise botocore_errors.bad_output(call, f"an empty {name}")
        what = flaw(value) if value and not value.isspace() else None
        if what:
            raise botocore_errors.bad_output(call, f"an invalid {name}: it {what}")
    expiration = answer.get("Expiration")
    fault = moment_fault(expiration, time.time()) if expiration is not None else ""
    if fault:
        raise botocore_errors.bad_output(call, f"an invalid Expiration: it {fault}")


def _of_version(answer: dict[str, Any]) -> str:
    if "Version" not in answer:
        return "no Version, which must be 1"
    version = answer["Version"]
    if isinstance(version, int | float):
        return "" if version == 1 else "a Version other than 1"
    return f"a Version that is {_kind(version)}: it must be the number 1"


def moment_fault(value: object, now: float) -> str:
    """Return why a value is not a time in the future, or an empty text."""
    if not isinstance(value, str):
        return f"is {_kind(value)}, not a time {_EXAMPLE}"
    try:
        moment = parser.parse(value, tzinfos=_zone)
        if not isinstance(moment, datetime):
            return f"is not a time {_EXAMPLE}"
        seconds = moment.timestamp()
        zoneless = moment.utcoffset() is None
    except (ValueError, OverflowError, ArithmeticError, TypeError, AttributeError, LookupError):
        return f"is not a time {_EXAMPLE}"
    if zoneless:
        return "has no time zone (Z at its end is UTC)"
    if seconds > LATEST:
        return f"is not a time {_EXAMPLE}"
    return "" if seconds > now else f"is in the past: {utc(int(seconds))}"


def _zone(name: str | None, offset: int | None) -> tz.tzoffset | tz.tzlocal | None:
    """Return a zone for dateutil, which would otherwise warn on stderr about an unknown name."""
    if offset is not None:
        return tz.tzoffset(name, offset)
    return tz.tzlocal() if name in time.tzname else None


def object_in(octets: bytes) -> tuple[dict[str, Any], str]:
    """Return a JSON object, or a description of what was found instead."""
    if not octets.strip():
        return {}, "nothing"
    if octets[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return {}, "text in UTF-16, not in UTF-8"
    if octets.startswith(b"\xef\xbb\xbf"):
        return {}, "a byte order mark before the JSON"
    try:
        value = json.loads(octets.decode())
    except UnicodeDecodeError:
        return {}, "text that is not UTF-8"
    except (ValueError, RecursionError):
        return {}, "text that is not JSON"
    return (value, "") if isinstance(value, dict) else ({}, f"{_kind(value)}, not an object")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "something else")


def token_fault(answer: dict[str, Any], profile: Profile) -> str:
    """Return what the token of `aws login` or `aws sso login` lacks, or an empty text."""
    if profile.kind == LOGIN:
        holder = answer.get("accessToken")
        if not isinstance(holder, dict):
            return "it has no accessToken" if holder is None else "its accessToken is not an object"
        texts = [(name, holder.get(name)) for name in _LOGIN_FIELDS]
        texts += [(name, answer.get(name)) for name in ("refreshToken", "dpopKey", "clientId")]
    else:
        holder, texts = answer, [("accessToken", answer.get("accessToken"))]
    for name, value in texts:
        if not value:
            return f"it has no {name}"
        if not isinstance(value, str):
            return f"its {name} is {_kind(value)}, not text"
    return "" if "expiresAt" in holder else "it has no expiresAt"
