"""Who this shell is, where, and for how long: from the environment alone, unless AWS is asked."""

from __future__ import annotations

import time

from aws_session.commands import report
from aws_session.config import paths
from aws_session.context import Context
from aws_session.environment import snapshot as snapshots
from aws_session.errors import SessionError
from aws_session.model import durations
from aws_session.terminal.stderr import local_time, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.commands.report import Report
    from aws_session.intent import Status
    from aws_session.storage.session_format import SessionMetadata
    from aws_session.terminal.output import Output


def perform(intent: Status, output: Output, environ: dict[str, str]) -> int:
    found = report.of(snapshots.read_snapshot(environ, int(time.time())))
    if intent.at_least is not None:
        return int(found.seconds_left < durations.seconds(intent.at_least))
    if intent.verify:
        _verify(environ)
    found = found.replace(kept=_kept(environ, found.now))
    output.write_data(_json(found) if intent.json else _text(found))
    return 0


def _text(found: Report) -> str:
    return "".join(f"{line}\n" for line in report.lines(found, local_time))


def _json(found: Report) -> str:
    from aws_session.shells import inert_text

    return inert_text.document(report.as_data(found))


def _kept(environ: dict[str, str], now: int) -> tuple[SessionMetadata, ...]:
    """Return what is kept for every terminal, without asking the store."""
    if not paths.has_stored_sessions(environ):
        return ()
    from aws_session.storage import sessions

    return tuple(marker for marker in sessions.markers(environ) if marker.restored(now))


def _verify(environ: dict[str, str]) -> None:
    """Ask AWS who the credentials in the environment are; SessionError where it refuses them."""
    from aws_session.session.precedence import of_environment

    machine = Context(environ)
    signer = of_environment(environ, machine.aws_files(environ))
    if signer is None:
        raise SessionError("there is nothing here that AWS could verify", hint="aws-session")
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
    caller = machine.job(machine.aws(signer, region, environ).caller, "waiting for AWS").result()
    tell(f"AWS says: {caller.arn}")
