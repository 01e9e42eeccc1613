"""The roles that were assumed before, with accounts and times."""

from __future__ import annotations

from aws_session.model import identifiers
from aws_session.model.account import Pose, is_id
from aws_session.storage import files, tsv

_NAME = "poses"
_KIND = "poses 2"
_COLUMNS = 5
_EARLIER_KIND = "poses 1"
_EARLIER_COLUMNS = 4
"""Written by versions that did not record the AWS profile."""

_LIMIT = 200


def read(environ: dict[str, str]) -> tuple[Pose, ...]:
    """Return each account and role once for each profile, the most recent first."""
    text = files.read(environ, _NAME)
    rows = _rows(text) if text is not None else ()
    return tuple(
        Pose(account, role, identifiers.moment(at), name, *profile)
        for account, role, at, name, *profile in rows
        if is_id(account) and _is_time(at)
    )


def _rows(text: str) -> list[list[str]]:
    found = tsv.read(_KIND, text, _COLUMNS)
    return found or tsv.read(_EARLIER_KIND, text, _EARLIER_COLUMNS) or []


def remember(environ: dict[str, str], pose: Pose) -> None:
    """Put a pose first; after two hundred, the oldest are forgotten."""
    from aws_session.storage import file_writing

    others = (past for past in read(environ) if _place(past) != _place(pose))
    kept = (pose, *others)[:_LIMIT]
    rows = ((past.account, past.role, str(past.at), past.name, past.profile) for past in kept)
    file_writing.write(environ, _NAME, tsv.written(_KIND, rows))


def _place(pose: Pose) -> tuple[str, str, str]:
    return pose.account, pose.role, pose.profile


def _is_time(digits: str) -> bool:
    try:
        identifiers.moment(digits)
    except ValueError:
        return False
    return True
