"""The command `status`: who this shell is, where, and for how long; calls AWS only on request."""

from __future__ import annotations

import time

from aws_session import environment as env
from aws_session.commands import JSON, Command, flag, option
from aws_session.environment import EnvironmentSnapshot, StackEntry
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError, UsageError
from aws_session.model import Record, spoken
from aws_session.model.credentials import UNSHOWN, may_be_secret
from aws_session.model.prompt_label import distinct, label, session_label
from aws_session.terminal.output import local_time, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from aws_session.storage.session_format import SessionMetadata
    from aws_session.terminal.output import Output


class Status(Command):
    """The sessions of this shell; `at_least` answers only by the exit status."""

    verify: bool = flag("--verify", help="Also ask AWS.")
    json: bool = JSON
    at_least: str | None = option(
        "--at-least",
        metavar="TIME",
        help="Quiet; exit 0 if the session from aws-session has TIME left, else 1.",
        completes=("5m", "10m", "15m", "30m", "1h"),
    )

    summary = "Show this shell's sessions: who, where and for how long."
    silent_with = "--at-least"

    def validate(self) -> None:
        if self.at_least is not None and (self.json or self.verify):
            other = "--json" if self.json else "--verify"
            raise UsageError(
                f"--at-least and {other} cannot be used together",
                hint="--at-least answers by its exit status alone",
            )
        if self.at_least is not None:
            _seconds(self.at_least)

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        found = report(read_snapshot(environ, int(time.time())))
        if self.at_least is not None:
            return 0 if found.lasts(_seconds(self.at_least)) else 1
        if self.verify:
            _verify(environ)
        found = found.replace(kept=_stored(environ, found.now))
        output.write_data(_json(found) if self.json else _text(found))
        return 0


def _seconds(words: str) -> int:
    # Imported late: a prompt's `status` does not need the parser.
    from aws_session.model import duration_text

    return duration_text.seconds(words)


def _text(found: Report) -> str:
    return "".join(f"{line}\n" for line in lines(found, local_time))


def _json(found: Report) -> str:
    from aws_session.model import inert_text

    return inert_text.document(as_data(found))


def _stored(environ: dict[str, str], now: int) -> tuple[SessionMetadata, ...]:
    """Return the stored sessions, without asking a store that may ask a person."""
    from aws_session import paths

    if not paths.has_stored_sessions(environ):
        return ()
    from aws_session.storage import sessions

    return tuple(marker for marker in sessions.still_stored(environ) if marker.seconds_left(now))


def _verify(environ: dict[str, str]) -> None:
    """Ask AWS who the credentials in the environment belong to; SessionError if refused."""
    from aws_session.config import NONE
    from aws_session.context import Context
    from aws_session.session import session_source
    from aws_session.session.precedence import Inputs

    context = Context(environ)
    here, files = read_snapshot(environ, int(time.time())), context.aws_files(environ)
    signer = session_source.of_environment(environ, files)
    top = here.state.top
    if signer is not None and signer.key is not None and top is not None and not here.mismatched:
        inputs = Inputs(here, files, NONE)
        signer = session_source.of_session(signer.key, top.origin, inputs, kind=top.kind)
    if signer is None:
        raise SessionError("no session here", hint="start one: aws-session")
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
    caller = context.job(context.aws(signer, region, environ).caller, "waiting for AWS").result()
    tell(f"AWS says: {caller.arn}")


_STORES = {"kernel": "in the kernel's keyring ", "secret-service": "in the Secret Service "}
"""If keyring chooses, only the store itself would show which one it is."""

_TRACES = {
    "AWS_VAULT": "aws-vault",
    "AWSUME_PROFILE": "awsume",
    "GRANTED_SSO": "granted",
    "AWS_SSO_PROFILE": "aws-sso-cli",
}
"""Variables that show which other tool is in use."""


_MARK = "+ "
"""What marks the session in use; a star would be a pattern."""


class Report(Record):
    """`levels` are ours; `third_party` describes any other session, None without one.

    `kept` are the sessions that any terminal can use, `ready` is one that this shell can.
    """

    levels: tuple[StackEntry, ...]
    region: str | None
    third_party: str | None
    changed: tuple[str, ...]
    now: int
    kept: tuple[SessionMetadata, ...] = ()
    ready: StackEntry | None = None

    @property
    def seconds_left(self) -> int:
        """How many seconds this shell's session lasts; 0 without one or without a known expiry."""
        top = self.levels[-1] if self.levels else None
        return max(0, top.expires - self.now) if top else 0

    def lasts(self, seconds: int) -> bool:
        """Tell whether this shell has a session, with at least so much left."""
        alive = bool(self.levels) and not self.levels[-1].expired(self.now)
        return alive and self.seconds_left >= seconds


def report(snapshot: EnvironmentSnapshot) -> Report:
    """Describe an environment; DamagedStateError if its state cannot be read."""
    if snapshot.damage is not None:
        raise snapshot.damage
    environ = snapshot.environ
    live = () if snapshot.mismatched else snapshot.state.levels
    return Report(
        live,
        next((environ[name] for name in env.REGIONS if environ.get(name)), None),
        None if live else _third_party(snapshot),
        snapshot.restored.changed_elsewhere if live else (),
        snapshot.now,
        ready=_living(snapshot),
    )


def _living(snapshot: EnvironmentSnapshot) -> StackEntry | None:
    ready = snapshot.state.ready
    return None if ready is None or ready.level.expired(snapshot.now) else ready.level


def lines(found: Report, local_time: Callable[[int], str]) -> list[str]:
    """Return the report for people, bottom first; a mark precedes the session in use.

    Neither the mark nor any foreign word in it has a meaning to a shell.
    """
    kept = [_kept(marker, found.now, local_time) for marker in found.kept]
    if found.ready is not None:
        kept.insert(0, _ready(found.ready, found.now, local_time))
    if not found.levels:
        return [found.third_party or "no session here", *kept]
    rows = [_row(level, found, local_time) for level in found.levels]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    marks = [*("  " for _ in rows[1:]), _MARK] if rows[1:] else [""]
    shown = [
        mark
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for mark, row in zip(marks, rows, strict=True)
    ]
    return [
        *shown,
        *(f"changed outside aws-session: {label(name)}" for name in found.changed),
        *kept,
    ]


def as_data(found: Report) -> dict[str, Any]:
    """Return the report for programs. Times are in Unix seconds.

    `origin` is whose key started a session: `profile:NAME`, or `environment`.
    """
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
                "seconds_left": max(0, level.expires - found.now) if level.expires else None,
            }
            for level in found.levels
        ],
        "region": found.region,
        "foreign": found.third_party,
        "changed": list(found.changed),
        "kept": [
            {
                "label": session_label(marker.label, marker.account or None),
                "account": marker.account,
                "origin": marker.key_origin,
                "store": marker.store or None,
                "expires": marker.expires,
                "seconds_left": marker.seconds_left(found.now),
            }
            for marker in found.kept
        ],
    }


def _kept(marker: SessionMetadata, now: int, local_time: Callable[[int], str]) -> str:
    left = f"{local_time(marker.expires)} ({spoken(marker.seconds_left(now))} left)"
    who = f"{label(marker.account)}  {session_label(marker.label, marker.account or None)}"
    origin = " ".join(_origin(marker))
    where = _STORES.get(marker.store, "")
    return f"{who}  stored {where}for every terminal, from {origin}, until {left}"


def _ready(level: StackEntry, now: int, local_time: Callable[[int], str]) -> str:
    who = f"{label(level.account or 'no-account')}  {session_label(level.label, level.account)}"
    return f"{who}  ready from your last code, until {_until(level, now, local_time)}"


def _origin(marker: SessionMetadata) -> tuple[str, ...]:
    """Return what it is and its name; a name that would lose characters gets a digest."""
    return tuple(map(distinct, marker.origin.split(" ", 1)))


def _row(level: StackEntry, found: Report, local_time: Callable[[int], str]) -> tuple[str, ...]:
    top = level is found.levels[-1]
    region = found.region if top else level.region
    return (
        label(level.account or "no-account"),
        session_label(level.label, level.account),
        label(region) if region else "no-region",
        _until(level, found.now, local_time),
    )


def _until(level: StackEntry, now: int, local_time: Callable[[int], str]) -> str:
    if not level.expires:
        return "no known expiry"
    when = local_time(level.expires)
    if level.expired(now):
        return f"ended {when}"
    return f"{when} ({spoken(level.expires - now)} left)"


def _third_party(snapshot: EnvironmentSnapshot) -> str | None:
    environ, ours_before = snapshot.environ, bool(snapshot.state.levels)
    raw = environ.get(env.KEY_ID, "")
    key_id = UNSHOWN if may_be_secret(raw) else label(raw)
    if not key_id:
        return "the session of this shell was removed by another program" if ours_before else None
    token = env.token(environ)
    if not env.holds_session(environ):
        beside = ", with a session token that does not belong to it" if token else ""
        return f"no session here: {key_id} in the environment is a long-term key{beside}"
    tools = [tool for variable, tool in _TRACES.items() if environ.get(variable)]
    session = f"a session of {tools[0]}" if tools else "a session of another tool"
    if token is None:
        return f"{session}: {key_id}, without its session token"
    until = environ.get(env.EXPIRATION)
    # What we set for our own session may still be there: whoever pastes a key sets only the key.
    if not until or until != snapshot.original_env.get(env.EXPIRATION):
        return f"{session}: {key_id}, no known expiry"
    # Imported late: few sessions are another tool's.
    from aws_session.model import key_expiry

    verb, _, when = key_expiry.ending(until, snapshot.now).partition(" ")
    return f"{session}: {key_id}, {verb} {':'.join(map(label, when.split(':')))}"
