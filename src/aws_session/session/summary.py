"""What to say of a session that has begun: who, where, until when."""

from __future__ import annotations

from aws_session.model import durations
from aws_session.model.terminal_text import harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.environment.snapshot import Situation
    from aws_session.environment.state import Level
    from aws_session.model.credentials import Granted
    from aws_session.session.calls import Travel
    from aws_session.session.request import Plan

_SLACK = 60


def lines(
    plan: Plan, travel: Travel, situation: Situation, local_time: Callable[[int], str]
) -> tuple[str, ...]:
    """Return the lines for the person."""
    said = [] if plan.below else _replaced(situation, travel.kept)
    if travel.kept and plan.roles:
        said.append(_kept(travel.kept, situation.now, local_time))
    elif travel.kept:
        return (*said, _kept(travel.levels[-1], situation.now, local_time))
    if plan.session and travel.granted:
        said += _shortened(plan, travel.granted)
    return (*said, _arrived(travel.levels[-1], local_time))


def back(level: Level, now: int, local_time: Callable[[int], str]) -> str:
    """Return the line for a session that one returns to."""
    if not level.expires:
        return f"back to {_who(level)}"
    left = durations.spoken(level.expires - now)
    return f"back to {_who(level)}, until {local_time(level.expires)} ({left})"


def _arrived(level: Level, local_time: Callable[[int], str]) -> str:
    where = f", region {level.region}" if level.region else ""
    if not level.expires:
        until = "nobody says until when"
    else:
        left = durations.spoken(level.expires - level.issued)
        until = f"session until {local_time(level.expires)} ({left})"
    return f"{_who(level)}{where}: {until}"


def _kept(level: Level, now: int, local_time: Callable[[int], str]) -> str:
    where = f", region {level.region}" if level.region else ""
    left = durations.spoken(level.expires - now)
    return f"{_who(level)}{where}: kept session until {local_time(level.expires)} ({left} left)"


def _who(level: Level) -> str:
    if level.kind == "mfa":
        return f"{harmless(level.label.rpartition('@')[0])} in account {level.account}"
    return f"{harmless(level.label)} in account {level.account}"


def _replaced(situation: Situation, kept: Level | None) -> list[str]:
    top = situation.state.top
    if top is None or situation.stale or top.expires <= situation.now:
        return []
    if kept is not None and kept.key_id == top.key_id:
        return []
    return [f"replaced a session that had {durations.spoken(top.expires - situation.now)} left"]


def _shortened(plan: Plan, granted: Granted) -> list[str]:
    seconds = (granted.credentials.expires or 0) - granted.at
    if seconds >= plan.seconds - _SLACK:
        return []
    why = ": root users get no more" if granted.caller.is_root else ""
    return [f"AWS made it shorter than {durations.spoken(plan.seconds)}{why}"]
