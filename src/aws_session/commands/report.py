"""What a shell holds, described: its sessions from bottom to top, or another tool's."""

from __future__ import annotations

from aws_session.environment import change as env
from aws_session.environment.snapshot import EnvironmentSnapshot
from aws_session.environment.state import StackEntry
from aws_session.model import durations
from aws_session.model.prompt_label import distinct, label, session_label
from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from aws_session.storage.session_format import SessionMetadata

_TRACES = {
    "AWS_VAULT": "aws-vault",
    "AWSUME_PROFILE": "awsume",
    "GRANTED_SSO": "granted",
    "AWS_SSO_PROFILE": "aws-sso-cli",
}
"""Variables by which other tools are known."""


class Report(Record):
    """`levels` are ours; `foreign` says what else is there, None if nothing is.

    `kept` are the sessions that any terminal may take.
    """

    levels: tuple[StackEntry, ...]
    region: str | None
    changed_elsewhere: str | None
    changed: tuple[str, ...]
    now: int
    kept: tuple[SessionMetadata, ...] = ()

    @property
    def seconds_left(self) -> int:
        """How long the session of this shell lasts; 0 without one, or with no known end."""
        top = self.levels[-1] if self.levels else None
        return max(0, top.expires - self.now) if top else 0


def of(snapshot: EnvironmentSnapshot) -> Report:
    """Describe an environment; DamagedStateError where its state cannot be read."""
    if snapshot.damage is not None:
        raise snapshot.damage
    environ = snapshot.environ
    live = () if snapshot.mismatched else snapshot.state.levels
    return Report(
        live,
        next((environ[name] for name in env.REGIONS if environ.get(name)), None),
        None if live else _foreign(environ, ours_before=bool(snapshot.state.levels)),
        snapshot.restored.changed_elsewhere if live else (),
        snapshot.now,
    )


def lines(report: Report, local_time: Callable[[int], str]) -> list[str]:
    """Return the report for people, bottom first; no word of it means anything to a shell."""
    kept = [_kept(marker, report.now, local_time) for marker in report.kept]
    if not report.levels:
        return [report.changed_elsewhere or "no session here", *kept]
    rows = [_row(level, report, local_time) for level in report.levels]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    shown = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [
        *shown,
        *(f"changed since by somebody: {label(name)}" for name in report.changed),
        *kept,
    ]


def as_data(report: Report) -> dict[str, Any]:
    """Return the report for programs. Times are in Unix seconds."""
    return {
        "levels": [
            {
                "kind": level.kind,
                "label": session_label(level.label, level.account),
                "account": level.account,
                "principal": level.principal,
                "region": level.region,
                "origin": level.origin,
                "access_key_id": level.key_id,
                "expires": level.expires or None,
                "seconds_left": max(0, level.expires - report.now) if level.expires else None,
            }
            for level in report.levels
        ],
        "region": report.region,
        "foreign": report.changed_elsewhere,
        "changed": list(report.changed),
        "kept": [
            {
                "label": session_label(marker.label, marker.account or None),
                "account": marker.account,
                "origin": "_".join(_origin(marker)),
                "expires": marker.expires,
                "seconds_left": marker.restored(report.now),
            }
            for marker in report.kept
        ],
    }


def _kept(marker: SessionMetadata, now: int, local_time: Callable[[int], str]) -> str:
    left = f"until {local_time(marker.expires)}, {durations.spoken(marker.restored(now))} left"
    who = f"{label(marker.account)}  {session_label(marker.label, marker.account or None)}"
    whose = " ".join(_origin(marker))
    return f"{who}  kept for every terminal, from {whose}, {left}"


def _origin(marker: SessionMetadata) -> tuple[str, ...]:
    """Return what it is and its name, a name that would lose letters told by a digest."""
    return tuple(map(distinct, marker.origin.split(" ", 1)))


def _row(level: StackEntry, report: Report, local_time: Callable[[int], str]) -> tuple[str, ...]:
    top = level is report.levels[-1]
    region = report.region if top else level.region
    return (
        label(level.account or "no-account"),
        session_label(level.label, level.account),
        label(region) if region else "no-region",
        _until(level, report.now, local_time),
        "here" if top and len(report.levels) > 1 else "",
    )


def _until(level: StackEntry, now: int, local_time: Callable[[int], str]) -> str:
    if not level.expires:
        return "no known end"
    when = local_time(level.expires)
    if level.expired(now):
        return f"ended {when}"
    return f"until {when}, {durations.spoken(level.expires - now)} left"


def _foreign(environ: dict[str, str], *, ours_before: bool) -> str | None:
    key_id = label(environ.get(env.KEY_ID, ""))
    if not key_id:
        return "the session of this shell was taken away by something" if ours_before else None
    token = env.token(environ)
    if not env.holds_session(environ):
        beside = ", beside a session token that cannot be its own" if token else ""
        return f"no session here: {key_id} in the environment is a long-term key{beside}"
    tools = [tool for variable, tool in _TRACES.items() if environ.get(variable)]
    whose = f"a session of {tools[0]}" if tools else "a session of another tool"
    if token is None:
        return f"{whose}: {key_id}, without its session token"
    until = environ.get(env.EXPIRATION)
    if not until:
        return f"{whose}: {key_id}, no known end"
    return f"{whose}: {key_id}, until {':'.join(map(label, until.split(':')))}"
