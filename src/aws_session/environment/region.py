"""Another region for this shell; the session stays."""

from __future__ import annotations

from aws_session import environment as states
from aws_session.environment import (
    EnvironmentChange,
    EnvironmentSnapshot,
    Outcome,
    SavedVariable,
    StackEntry,
    stack,
)
from aws_session.model import partitions, regions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def change(name: str, snapshot: EnvironmentSnapshot, is_known: Callable[[str], bool]) -> Outcome:
    """Return the change of both region variables; `end` restores their earlier values.

    `is_known` tells whether a region that is not in our list exists.
    """
    if snapshot.damage is not None:
        raise snapshot.damage
    levels = stack.levels(snapshot)
    doubt = regions.doubt(name, is_known)
    notices = (*((doubt,) if doubt else ()), f"region {name}")
    if levels:
        if not doubt:
            # An unknown region is not known to be in another partition.
            notices = (f"region {name}{_of_partition(name, levels[-1])}",)
        top = levels[-1].replace(region=name)
        return Outcome(_in_session(snapshot, (*levels[:-1], top)), notices)
    wanted: dict[str, str | None] = dict.fromkeys(states.REGIONS, name)
    return Outcome(_without_session(snapshot, wanted), notices)


def _of_partition(name: str, level: StackEntry) -> str:
    """Return why a session cannot be used in a region: its key works in one partition only."""
    own = partitions.named((level.principal or "").partition(":")[2].partition(":")[0])
    there = partitions.of_region(name)
    if own is None or own == there:
        return ""
    why = f"it belongs to partition {own.name}, not {there.name}"
    return f": this session does not work there, because {why}"


def _in_session(snapshot: EnvironmentSnapshot, levels: tuple[StackEntry, ...]) -> EnvironmentChange:
    return stack.arrive(snapshot, levels, snapshot.state, asked=states.REGIONS)


def _without_session(
    snapshot: EnvironmentSnapshot, wanted: dict[str, str | None]
) -> EnvironmentChange:
    """Change the variables if the state has no session, or one that is gone."""
    others = tuple(entry for entry in snapshot.state.kept if entry.name not in wanted)
    kept: list[SavedVariable] = []
    assign = []
    for name, value in wanted.items():
        assert value is not None  # noqa: S101 - a region is set, never unset
        kept.append(snapshot.restored.entry(name, value))
        assign.append((name, value))
    text = stack.encode(snapshot.state.replace(kept=(*others, *kept)))
    return EnvironmentChange((), ((states.VARIABLE, text), *assign))
