"""The cached serial numbers of the MFA devices that IAM listed."""

from __future__ import annotations

from aws_session.storage import files, tsv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.model.identity import CallerIdentity

_LISTED_NAME = "devices"
_KIND = "devices 1"


def listed(environ: dict[str, str]) -> tuple[str, ...]:
    """Return the serial numbers of all users' devices."""
    return tuple(serial for _, serial in _rows(environ))


def remember_listed(
    environ: dict[str, str], caller: CallerIdentity, serials: Iterable[str]
) -> None:
    """Save a complete list in place of the caller's last one."""
    before = _rows(environ)
    others = [row for row in before if row[0] != caller.arn]
    rows = [*others, *([caller.arn, serial] for serial in serials)]
    if rows != before:
        from aws_session.storage import file_writing

        text = tsv.written(_KIND, (tuple(row) for row in rows))
        file_writing.write(environ, _LISTED_NAME, text)


def _rows(environ: dict[str, str]) -> list[list[str]]:
    text = files.read(environ, _LISTED_NAME)
    return (tsv.read(_KIND, text, 2) if text is not None else None) or []


_NAME = "last-devices"
_LAST_KIND = "last-devices 1"
_LIMIT = 50


def last_used(environ: dict[str, str], key_id: str) -> str | None:
    """Return the serial number of a key's last device."""
    return dict(_last_rows(environ)).get(key_id)


def remember_last_used(environ: dict[str, str], key_id: str, serial: str | None) -> None:
    """Put a key first, or forget it if its device is None; the oldest keys are forgotten."""
    from aws_session.storage import file_writing

    others = [row for row in _last_rows(environ) if row[0] != key_id]
    kept = others if serial is None else [(key_id, serial), *others][:_LIMIT]
    file_writing.write(environ, _NAME, tsv.written(_LAST_KIND, kept))


def _last_rows(environ: dict[str, str]) -> list[tuple[str, str]]:
    text = files.read(environ, _NAME)
    rows = tsv.read(_LAST_KIND, text, 2) if text is not None else None
    return [(key_id, serial) for key_id, serial in rows or ()]
