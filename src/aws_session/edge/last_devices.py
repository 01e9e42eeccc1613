"""The MFA device that each access key's last code was for: ids and serial numbers, no secret."""

from __future__ import annotations

from aws_session import records
from aws_session.edge import private_files

_NAME = "last-devices"
_KIND = "last-devices 1"
_LIMIT = 50


def last(environ: dict[str, str], key_id: str) -> str | None:
    """Return the serial number of a key's last device."""
    return dict(_rows(environ)).get(key_id)


def remember(environ: dict[str, str], key_id: str, serial: str | None) -> None:
    """Put a key first, or forget it where its device is None; the oldest keys are forgotten."""
    others = [row for row in _rows(environ) if row[0] != key_id]
    kept = others if serial is None else [(key_id, serial), *others][:_LIMIT]
    private_files.write(environ, _NAME, records.written(_KIND, kept))


def _rows(environ: dict[str, str]) -> list[tuple[str, str]]:
    text = private_files.read(environ, _NAME)
    rows = records.read(_KIND, text, 2) if text is not None else None
    return [(key_id, serial) for key_id, serial in rows or ()]
