"""MFA devices as rows of data: what each is, and whether it can serve here."""

from __future__ import annotations

from aws_session import devices
from aws_session.commands import sheet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.edge.output import Output

_COLUMNS = ("serial", "kind", "usable", "why_not")
_WHY_NOT = "AWS takes no codes from it: add an authenticator app as a second device"


def show(serials: Iterable[str], output: Output, *, as_json: bool) -> None:
    """Print devices by their serial numbers, in their order."""
    rows = (
        {
            "serial": serial,
            "kind": kind(serial),
            "usable": not devices.is_security_key(serial),
            "why_not": _WHY_NOT if devices.is_security_key(serial) else None,
        }
        for serial in serials
    )
    sheet.show(rows, _COLUMNS, output, as_json=as_json)


def kind(serial: str) -> str:
    if devices.is_security_key(serial):
        return "security key"
    return "virtual" if devices.is_arn(serial) else "hardware"
