"""Another region for this shell; the session stays."""

from __future__ import annotations

from aws_session.environment import change as env
from aws_session.environment import stack, state_format
from aws_session.environment import state as states
from aws_session.environment.snapshot import Situation
from aws_session.environment.state import Kept, Level
from aws_session.intent import Region
from aws_session.model import regions
from aws_session.session.outcome import Outcome


def change(intent: Region, situation: Situation) -> Outcome:
    """Return the change of both region variables; `end` restores what they were."""
    if situation.damage is not None:
        raise situation.damage
    assert intent.name is not None  # noqa: S101 - checked with the Intent
    levels = stack.levels(situation)
    doubt = regions.doubt(intent.name)
    said = (f"region {intent.name}", *((doubt,) if doubt else ()))
    if levels:
        top = levels[-1].but(region=intent.name)
        return Outcome(_in_session(situation, (*levels[:-1], top)), said)
    wanted: dict[str, str | None] = dict.fromkeys(env.REGIONS, intent.name)
    return Outcome(_without_session(situation, wanted), said)


def _in_session(situation: Situation, levels: tuple[Level, ...]) -> env.EnvironmentChange:
    return stack.arrive(situation, levels, situation.state, asked=env.REGIONS)


def _without_session(situation: Situation, wanted: dict[str, str | None]) -> env.EnvironmentChange:
    """Change variables where the state holds no session, or one that is not here any more."""
    others = tuple(entry for entry in situation.state.kept if entry.name not in wanted)
    kept: list[Kept] = []
    assign = []
    for name, value in wanted.items():
        assert value is not None  # noqa: S101 - a region is set, never unset
        kept.append(situation.left.entry(name, value))
        assign.append((name, value))
    text = state_format.encode(situation.state.but(kept=(*others, *kept)))
    return env.EnvironmentChange((), ((states.VARIABLE, text), *assign))
