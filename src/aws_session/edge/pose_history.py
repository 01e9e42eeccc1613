"""The poses of the past: accounts, roles and times."""

from __future__ import annotations

from aws_session import records
from aws_session.accounts import Pose
from aws_session.edge import private_files

_NAME = "poses"
_KIND = "poses 1"
_LIMIT = 200


def read(environ: dict[str, str]) -> tuple[Pose, ...]:
    """Return each account and role once, the most recent first."""
    text = private_files.read(environ, _NAME)
    rows = records.read(_KIND, text) if text is not None else None
    return tuple(Pose(account, role, int(at), name) for account, role, at, name in rows or ())


def remember(environ: dict[str, str], pose: Pose) -> None:
    """Put a pose first; the oldest beyond two hundred are forgotten."""
    others = (
        past for past in read(environ) if (past.account, past.role) != (pose.account, pose.role)
    )
    kept = (pose, *others)[:_LIMIT]
    rows = ((past.account, past.role, str(past.at), past.name) for past in kept)
    private_files.write(environ, _NAME, records.written(_KIND, rows))
