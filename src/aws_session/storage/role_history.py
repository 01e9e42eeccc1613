"""The roles that were assumed before, with accounts and times."""

from __future__ import annotations

from aws_session.model import identifiers
from aws_session.model.account import Pose, is_id
from aws_session.storage import files, tsv

_NAME = "poses"
_KIND = "poses 1"
_LIMIT = 200
_COLUMNS = 4


def read(environ: dict[str, str]) -> tuple[Pose, ...]:
    """Return each account and role once, the most recent first."""
    text = files.read(environ, _NAME)
    rows = tsv.read(_KIND, text, _COLUMNS) if text is not None else None
    return tuple(
        Pose(account, role, identifiers.moment(at), name)
        for account, role, at, name in rows or ()
        if is_id(account) and _is_time(at)
    )


def remember(environ: dict[str, str], pose: Pose) -> None:
    """Put a pose first; the oldest beyond two hundred are forgotten."""
    others = (
        past for past in read(environ) if (past.account, past.role) != (pose.account, pose.role)
    )
    kept = (pose, *others)[:_LIMIT]
    rows = ((past.account, past.role, str(past.at), past.name) for past in kept)
    files.write(environ, _NAME, tsv.written(_KIND, rows))


def _is_time(digits: str) -> bool:
    try:
        identifiers.moment(digits)
    except ValueError:
        return False
    return True
