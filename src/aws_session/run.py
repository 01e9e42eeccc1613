"""The story of one run, from an Intent to an Outcome; the outside world is handed in."""

from __future__ import annotations

from aws_session import situation as situations
from aws_session.intent import End, Intent, Mfa
from aws_session.outcome import Outcome
from aws_session.situation import Situation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from aws_session.outside import Outside

    Story = Callable[[Any, Situation, Outside], Outcome]


def run(intent: Intent, outside: Outside) -> Outcome:
    """Return what a mode comes to; raises SessionError where it comes to nothing."""
    situation = situations.survey(outside.environ, int(outside.now()))
    return _STORIES[type(intent)](intent, situation, outside)


# Each story imports its mode when it is told: `end` must not pay for what `mfa` needs.


def _mfa(intent: Mfa, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.asking import Asking
    from aws_session.modes import mfa

    plan = mfa.prepare(intent, situation, outside.aws_files(situation.base))
    for line in plan.said:
        outside.tell(line)
    granted = Asking(plan, outside.aws(plan, situation.base), outside).grant(situation.state)
    return mfa.enter(plan, granted, situation, outside.local_time)


def _end(_: End, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.modes import end

    return end.leave(situation, outside.local_time)


_STORIES: dict[type[Intent], Story] = {Mfa: _mfa, End: _end}
