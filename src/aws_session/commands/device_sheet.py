"""MFA devices as rows of data: what each is, and whether it can serve here."""

from __future__ import annotations

from aws_session.commands import listing
from aws_session.model import mfa

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.terminal.output import Output

_COLUMNS = ("serial", "kind", "usable", "why_not")
_WHY_NOT = "AWS takes no codes from it: add an authenticator app as a second device"


def show(serials: Iterable[str], output: Output, *, as_json: bool) -> None:
    """Print devices by their serial numbers, in their order."""
    rows = (
        {
            "serial": serial,
            "kind": kind(serial),
            "usable": not mfa.is_security_key(serial),
            "why_not": _WHY_NOT if mfa.is_security_key(serial) else None,
        }
        for serial in serials
    )
    listing.show(rows, _COLUMNS, output, as_json=as_json)


def kind(serial: str) -> str:
    if mfa.is_security_key(serial):
        return "security key"
    return "virtual" if mfa.is_arn(serial) else "hardware"
