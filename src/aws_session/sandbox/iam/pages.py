"""IAM's lists in pages: Marker, MaxItems, IsTruncated."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from aws_session.sandbox.errors import validation_error
from aws_session.sandbox.operation import Call, Output

DEFAULT_SIZE = 100


def page(call: Call, member: str, items: Sequence[Any]) -> Output:
    start = _start(call.get("Marker"))
    end = start + call.get("MaxItems", DEFAULT_SIZE)
    output: Output = {member: items[start:end], "IsTruncated": end < len(items)}
    if output["IsTruncated"]:
        output["Marker"] = base64.b64encode(f"item {end}".encode()).decode()
    return output


def _start(marker: str | None) -> int:
    if marker is None:
        return 0
    try:
        return int(base64.b64decode(marker, validate=True).decode().removeprefix("item "))
    except (ValueError, binascii.Error) as error:
        raise validation_error("Invalid Marker.") from error
