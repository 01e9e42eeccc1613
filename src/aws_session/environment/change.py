"""The change of the caller's environment that a command results in."""

from __future__ import annotations

from aws_session import environment as states
from aws_session.environment import EnvironmentChange, holds_session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from aws_session.environment import EnvironmentSnapshot, Restored, SavedVariable

# A half-written session must never sign: the key ID comes last, the secret before it. If a variable
# cannot be set (readonly), the state is still that of the keys, so that `end` restores what it can.
_LAST = (states.VARIABLE, states.TOKEN, states.SECRET, states.KEY_ID)


def restoring(snapshot: EnvironmentSnapshot) -> EnvironmentChange:
    """Return the change that restores the environment as it was without our sessions."""
    return leaving(snapshot.environ, snapshot.original_env)


def leaving(environ: dict[str, str], after: dict[str, str]) -> EnvironmentChange:
    """Return the change to an environment without our sessions."""
    return difference(environ, after).replace(leaves=True)


def enter(
    environ: dict[str, str], left: Restored, wanted: dict[str, str | None]
) -> tuple[EnvironmentChange, tuple[SavedVariable, ...]]:
    """Change the environment that is `left` without sessions into one with a session.

    `environ` is the current environment. None unsets a variable. The second value is what restoring
    needs.
    """
    after = dict(left.environ)
    kept = []
    # Variables of another folder stay recorded, wanted or not.
    for name, value in {**dict.fromkeys(e.name for e in left.elsewhere), **wanted}.items():
        entry = left.entry(name, value)
        if value is None and entry.original is None:
            continue
        _put(after, name, value)
        kept.append(entry)
    return difference(environ, after, always=wanted), tuple(kept)


def forget(environ: dict[str, str]) -> dict[str, str]:
    """Return an environment without any session's variables and without our state.

    A key without a session token is not a session: it may be the only copy of a long-term one. The
    account is removed with our state, because a stale one misdirects calls; the regions stay.
    """
    gone = {*states.SESSION, states.VARIABLE}
    if not holds_session(environ):
        gone -= {states.KEY_ID, states.SECRET}
    elif states.VARIABLE in environ:
        gone.add(states.ACCOUNT)
    return {name: value for name, value in environ.items() if name not in gone}


def to(
    environ: dict[str, str], after: dict[str, str], last: EnvironmentChange
) -> EnvironmentChange:
    """Return one change in place of several, the `last` of which must set all that it sets."""
    sure: dict[str, str | None] = dict(last.assign)
    change = difference(environ, after, always=sure)
    return with_state(_without(change, states.VARIABLE), after.get(states.VARIABLE, ""))


def _without(change: EnvironmentChange, name: str) -> EnvironmentChange:
    return change.replace(assign=tuple(pair for pair in change.assign if pair[0] != name))


def only(change: EnvironmentChange, names: Collection[str]) -> EnvironmentChange:
    """Return the part of a change that is about some names."""
    return change.replace(
        unset=tuple(name for name in change.unset if name in names),
        assign=tuple((name, value) for name, value in change.assign if name in names),
    )


def applied(environ: dict[str, str], change: EnvironmentChange) -> dict[str, str]:
    """Return an environment after a change."""
    kept = {name: value for name, value in environ.items() if name not in change.unset}
    return {**kept, **dict(change.assign)}


def with_state(change: EnvironmentChange, text: str) -> EnvironmentChange:
    """Return the change with the state in it, directly before the keys that it belongs to."""
    unset = tuple(name for name in change.unset if name != states.VARIABLE)
    assign = ((states.VARIABLE, text), *change.assign)
    return EnvironmentChange(unset, tuple(sorted(assign, key=_order)))


def difference(
    environ: dict[str, str], after: dict[str, str], always: dict[str, str | None] | None = None
) -> EnvironmentChange:
    """Return the change from `environ` to `after`; names in `always` are set even if unchanged."""
    sure = always or {}
    unset = sorted(name for name in environ if name not in after)
    assign = sorted(
        (
            (name, value)
            for name, value in after.items()
            if environ.get(name) != value or sure.get(name) is not None
        ),
        key=_order,
    )
    return EnvironmentChange(tuple(unset), tuple(assign))


def _order(pair: tuple[str, str]) -> tuple[int, str]:
    name, _ = pair
    return (_LAST.index(name) + 1 if name in _LAST else 0, name)


def _put(environ: dict[str, str], name: str, value: str | None) -> None:
    if value is None:
        environ.pop(name, None)
    else:
        environ[name] = value
