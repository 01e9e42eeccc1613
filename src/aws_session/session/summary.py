"""The message after a session starts: who, where, until when."""

from __future__ import annotations

from aws_session.environment.stack import described
from aws_session.model import spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.environment import EnvironmentSnapshot, StackEntry
    from aws_session.model.identity import SessionCredentials
    from aws_session.session.calls import RequestCalls
    from aws_session.session.request import SessionRequest

STORED_NAME = "the stored session"

_SLACK = 60
_MOST_OFF = 900
"""Seconds."""

STRICT = "KMS, Lambda, CloudFormation, ECS and OpenSearch"
STRICT_SECONDS = 300
"""The services that accept a signature for 5 minutes, where others accept it for 15."""


def lines(
    plan: SessionRequest,
    calls: RequestCalls,
    snapshot: EnvironmentSnapshot,
    local_time: Callable[[int], str],
) -> tuple[str, ...]:
    """Return the lines for the person."""
    reused = calls.ready or calls.kept
    notices = [] if plan.parents else _replaced(snapshot, reused)
    if calls.ready:
        notices.append(_ready(calls.ready, ready_name(snapshot), snapshot.now, local_time))
        return (*notices, _arrived(calls.levels[-1], local_time)) if plan.roles else tuple(notices)
    if calls.kept and plan.roles:
        notices.append(_kept(calls.kept, snapshot.now, local_time))
    elif calls.kept:
        return (*notices, _kept(calls.levels[-1], snapshot.now, local_time))
    if plan.session and calls.session_credentials:
        notices += _unlike_asked(plan, calls.session_credentials)
    return (*notices, _arrived(calls.levels[-1], local_time))


def ready_name(snapshot: EnvironmentSnapshot) -> str:
    """Return what the ready session is called."""
    has_code = snapshot.state.ready is not None and snapshot.state.ready.code
    return "the session from your last code" if has_code else "the session of this shell"


def of_stored(
    plan: SessionRequest,
    taken: StackEntry,
    own: StackEntry | None,
    snapshot: EnvironmentSnapshot,
    local_time: Callable[[int], str],
) -> tuple[str, ...]:
    """Return the lines if no call was made; `below` is the session that comes with the role."""
    replaced = [] if plan.parents else _replaced(snapshot, own)
    return (*replaced, _kept(taken, snapshot.now, local_time))


def of_unused_duration(
    plan: SessionRequest, taken: StackEntry, called: str, now: int
) -> tuple[tuple[str, str | None], ...]:
    """Return a line with its hint if a session that is used lasts longer than was typed."""
    typed = 0 if plan.roles or plan.keeping.for_tool else plan.keeping.min_remaining
    if not typed or taken.expires - now - typed <= _SLACK:
        return ()
    fresh = f"for a new session of {spoken(typed)}, add --fresh or a code"
    line = f"--duration was not used: {called} lasts longer"
    return ((line, None if plan.keeping.fresh else fresh),)


def _arrived(level: StackEntry, local_time: Callable[[int], str]) -> str:
    where = f", region {level.region}" if level.region else ""
    if not level.expires:
        until = "no known expiry"
    else:
        left = spoken(level.expires - level.issued)
        until = f"session until {local_time(level.expires)} ({left})"
    return f"{described(level)}{where}: {until}"


def _kept(level: StackEntry, now: int, local_time: Callable[[int], str]) -> str:
    where = f", region {level.region}" if level.region else ""
    left = spoken(level.expires - now)
    until = f"until {local_time(level.expires)} ({left} left)"
    return f"{described(level)}{where}: stored session {until}"


def _ready(level: StackEntry, called: str, now: int, local_time: Callable[[int], str]) -> str:
    where = f", region {level.region}" if level.region else ""
    left = spoken(level.expires - now)
    until = f"until {local_time(level.expires)} ({left} left)"
    return f"{described(level)}{where}: {called}, {until}"


def _replaced(snapshot: EnvironmentSnapshot, kept: StackEntry | None) -> list[str]:
    top = snapshot.state.top
    if top is None or snapshot.mismatched or top.expires <= snapshot.now:
        return []
    if kept is not None and kept.key_id == top.key_id:
        return []
    return [f"replaced a session that had {spoken(top.expires - snapshot.now)} left"]


def _unlike_asked(plan: SessionRequest, session: SessionCredentials) -> list[str]:
    """Report why a session ends at another time than requested, by this machine's clock."""
    seconds = (session.credentials.expires or 0) - session.at
    off = plan.token.seconds - seconds
    if abs(off) <= _SLACK:
        return []
    if abs(off) <= _MOST_OFF:
        # AWS refuses every call from a clock that is further off than this.
        wrong = f"{spoken(round(abs(off) / 60) * 60)} {'fast' if off > 0 else 'slow'}"
        if abs(off) >= STRICT_SECONDS:
            return [f"this machine's clock is {wrong}: set it, or {STRICT} refuse your calls"]
        return [f"this machine's clock is {wrong}: set it, or times and codes will be wrong"]
    if off < 0:
        return []
    why = ": the limit for root users" if session.caller.is_root else ""
    return [f"AWS granted less than {spoken(plan.token.seconds)}{why}"]
