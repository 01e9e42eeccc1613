"""The kept session for a terminal that was just opened: silent, and nothing where there is none."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.environment import EnvironmentChange
from aws_session.modes import Outcome
from aws_session.situation import Situation

NOTHING = Outcome(EnvironmentChange())


def has_room(situation: Situation) -> bool:
    """Tell whether a shell has no session that lives: ours, or anybody's."""
    if situation.damage is not None:
        return False
    top = situation.state.top
    if top is not None and not situation.stale:
        return top.over(situation.now)
    return not env.holds_session(situation.environ)
