"""Another region for this shell; the session stays."""

from __future__ import annotations

from aws_session.environment import change as env
from aws_session.environment import stack, state_format
from aws_session.environment import state as states
from aws_session.environment.snapshot import EnvironmentSnapshot
from aws_session.environment.state import SavedVariable, StackEntry
from aws_session.model import regions
from aws_session.session.outcome import Outcome


def change(name: str, snapshot: EnvironmentSnapshot) -> Outcome:
    """Return the change of both region variables; `end` restores what they were."""
    if snapshot.damage is not None:
        raise snapshot.damage
    levels = stack.levels(snapshot)
    doubt = regions.doubt(name)
    notices = (f"region {name}", *((doubt,) if doubt else ()))
    if levels:
        top = levels[-1].replace(region=name)
        return Outcome(_in_session(snapshot, (*levels[:-1], top)), notices)
    wanted: dict[str, str | None] = dict.fromkeys(env.REGIONS, name)
    return Outcome(_without_session(snapshot, wanted), notices)


def _in_session(
    snapshot: EnvironmentSnapshot, levels: tuple[StackEntry, ...]
) -> env.EnvironmentChange:
    return stack.arrive(snapshot, levels, snapshot.state, asked=env.REGIONS)


def _without_session(
    snapshot: EnvironmentSnapshot, wanted: dict[str, str | None]
) -> env.EnvironmentChange:
    """Change variables where the state holds no session, or one that is not here any more."""
    others = tuple(entry for entry in snapshot.state.kept if entry.name not in wanted)
    kept: list[SavedVariable] = []
    assign = []
    for name, value in wanted.items():
        assert value is not None  # noqa: S101 - a region is set, never unset
        kept.append(snapshot.restored.entry(name, value))
        assign.append((name, value))
    text = state_format.encode(snapshot.state.replace(kept=(*others, *kept)))
    return env.EnvironmentChange((), ((states.VARIABLE, text), *assign))
