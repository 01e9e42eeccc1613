"""The sessions of one shell, from bottom to top, and the variables that each of them sets."""

from __future__ import annotations

from aws_session.environment import change as env
from aws_session.environment import state_format
from aws_session.environment.change import EnvironmentChange
from aws_session.environment.snapshot import Situation
from aws_session.environment.state import Kept, Level, State
from aws_session.model import prompt_label, timestamps
from aws_session.model.credentials import Credentials

_KEYS = frozenset({env.KEY_ID, env.SECRET, env.TOKEN, env.OLD_TOKEN, env.EXPIRATION, env.EXPIRES})
"""Set together or not at all, whatever somebody changed in between."""


def levels(situation: Situation) -> tuple[Level, ...]:
    """Return the levels with everybody's credentials; none where the state is stale."""
    held = situation.state.levels
    environ = situation.environ
    if not held or situation.stale:
        return ()
    top = held[-1]
    key = Credentials(top.key_id, environ.get(env.SECRET, ""), environ.get(env.TOKEN), top.expires)
    return (*held[:-1], top.but(credentials=key))


_OTHERS = (*env.PROFILES, *env.IDENTITIES)
"""What a session takes away: by it some SDK would take another identity."""

BEGINNING = (*_OTHERS, *env.REGIONS)
"""What a session that begins sets beside its keys, whatever somebody changed in between."""


def left_alone(situation: Situation, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the names that somebody changed since we set them and that stay as they are.

    `asked` are names that are to be set all the same.
    """
    ours = {*_KEYS, *asked}
    kept = {entry.name for entry in situation.state.kept}
    added = (name for name in _OTHERS if name in situation.environ and name not in kept)
    return tuple(name for name in (*situation.left.foreign, *added) if name not in ours)


def arrive(
    situation: Situation,
    stack: tuple[Level, ...],
    remembered: State,
    *,
    asked: tuple[str, ...] = (),
    label_variables: tuple[str, ...] | None = None,
) -> EnvironmentChange:
    """Return the change that makes the stack's top the session of this shell.

    `remembered` gives what the state says beside the levels. A variable that somebody changed
    since we set it stays as it is, keys and what is `asked` apart. `label_variables` None are
    those of the session before.
    """
    top = stack[-1]
    assert top.credentials is not None  # noqa: S101 - a level without is never handed in
    named = labelled(situation) if label_variables is None else label_variables
    wanted = _variables(top, top.credentials, named)
    foreign = set(left_alone(situation, asked))
    change, kept = env.enter(
        situation.environ,
        situation.left,
        {name: value for name, value in wanted.items() if name not in foreign},
    )
    others = tuple(entry for entry in situation.state.kept if entry.name in foreign)
    return env.with_state(change, _text(remembered, stack, (*kept, *others)))


def labelled(situation: Situation) -> tuple[str, ...]:
    """Return the variables that hold the label: all that we set and that are not AWS's."""
    names = (kept.name for kept in situation.state.kept if kept.digest is not None)
    return tuple(name for name in names if not name.startswith("AWS_"))


def _text(remembered: State, stack: tuple[Level, ...], kept: tuple[Kept, ...]) -> str:
    # The top's secrets are in the environment already.
    held = (*stack[:-1], stack[-1].but(credentials=None))
    return state_format.encode(remembered.but(levels=held, kept=kept))


def _variables(
    level: Level, key: Credentials, label_variables: tuple[str, ...]
) -> dict[str, str | None]:
    """Return what a session sets, None for what it unsets."""
    wanted: dict[str, str | None] = dict.fromkeys((*_OTHERS, env.OLD_TOKEN))
    wanted.update(level.carried)
    if level.region:
        wanted.update(dict.fromkeys(env.REGIONS, level.region))
    wanted[env.ACCOUNT] = level.account
    # Without a known end nothing may stay that tells of one.
    wanted[env.EXPIRATION] = timestamps.utc(level.expires) if level.expires else None
    wanted[env.EXPIRES] = str(level.expires) if level.expires else None
    label = prompt_label.session_label(level.label, level.account)
    wanted.update(dict.fromkeys((env.LABEL, *label_variables), label))
    wanted[env.TOKEN] = key.session_token
    wanted[env.SECRET] = key.secret_key
    wanted[env.KEY_ID] = key.key_id
    return wanted
