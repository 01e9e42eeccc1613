"""The MFA devices that IAM listed: serial numbers by whose they are, no more."""

from __future__ import annotations

from aws_session import records
from aws_session.edge import private_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.caller import Caller

_NAME = "devices"
_KIND = "devices 1"


def read(environ: dict[str, str]) -> tuple[str, ...]:
    """Return the serial numbers of everybody's devices."""
    return tuple(serial for _, serial in _rows(environ))


def remember(environ: dict[str, str], caller: Caller, serials: Iterable[str]) -> None:
    """Keep a whole list in the place of the caller's last one."""
    before = _rows(environ)
    others = [row for row in before if row[0] != caller.arn]
    rows = [*others, *([caller.arn, serial] for serial in serials)]
    if rows != before:
        text = records.written(_KIND, (tuple(row) for row in rows))
        private_files.write(environ, _NAME, text)


def _rows(environ: dict[str, str]) -> list[list[str]]:
    text = private_files.read(environ, _NAME)
    return (records.read(_KIND, text, 2) if text is not None else None) or []
