"""The sessions of one shell, from bottom to top, and the variables that each of them sets."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.environment import (
    STATE_VERSION,
    EnvironmentChange,
    EnvironmentSnapshot,
    SavedVariable,
    StackEntry,
    State,
    digest,
    pack,
)
from aws_session.environment import change as changes
from aws_session.model.credentials import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import Node, ReadySession

_KEYS = frozenset({env.KEY_ID, env.SECRET, env.TOKEN, env.OLD_TOKEN, env.EXPIRATION, env.EXPIRES})
"""Set together or not at all, whatever was changed meanwhile."""


def levels(snapshot: EnvironmentSnapshot) -> tuple[StackEntry, ...]:
    """Return the levels with all credentials; none if the state is stale."""
    held = snapshot.state.levels
    environ = snapshot.environ
    if not held or snapshot.mismatched:
        return ()
    top = held[-1]
    key = Credentials(top.key_id, environ.get(env.SECRET, ""), environ.get(env.TOKEN), top.expires)
    return (*held[:-1], top.replace(credentials=key))


def described(level: StackEntry) -> str:
    """Return a session's owner and account, for a message."""
    name = level.label.rpartition("@")[0] if level.kind == "mfa" else level.label
    if not (name.isascii() and name.isprintable()):
        # Imported late: almost no name needs it.
        from aws_session.model.terminal_text import sanitize

        name = sanitize(name)
    return f"{name} in account {level.account}"


_OTHERS = (*env.PROFILES, *env.IDENTITIES)
"""What a session unsets: with it, some SDK would use another identity."""

BEGINNING = (*_OTHERS, *env.REGIONS)
"""What a new session sets in addition to its keys, whatever was changed meanwhile."""


def left_alone(snapshot: EnvironmentSnapshot, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the names that were changed after we set them and stay unchanged.

    `asked` are names that are set anyway.
    """
    ours = {*_KEYS, *asked}
    kept = {entry.name for entry in snapshot.state.kept}
    added = (name for name in _OTHERS if name in snapshot.environ and name not in kept)
    return tuple(
        name for name in (*snapshot.restored.changed_elsewhere, *added) if name not in ours
    )


def arrive(
    snapshot: EnvironmentSnapshot,
    stack: tuple[StackEntry, ...],
    remembered: State,
    *,
    asked: tuple[str, ...] = (),
    label_variables: tuple[str, ...] | None = None,
) -> EnvironmentChange:
    """Return the change that makes the stack's top the session of this shell.

    `remembered` gives the rest of the state. A variable that was changed after we set it is left
    alone, except for keys and what is `asked`. If `label_variables` is None, those of the previous
    session are used.
    """
    top = stack[-1]
    assert top.credentials is not None  # noqa: S101 - levels without one are never passed
    named = labelled(snapshot) if label_variables is None else label_variables
    wanted = _variables(top, top.credentials, named)
    foreign = set(left_alone(snapshot, asked))
    change, kept = changes.enter(
        snapshot.environ,
        snapshot.restored,
        {name: value for name, value in wanted.items() if name not in foreign},
    )
    others = tuple(entry for entry in snapshot.state.kept if entry.name in foreign)
    return changes.with_state(change, _text(remembered, stack, (*kept, *others)))


def labelled(snapshot: EnvironmentSnapshot) -> tuple[str, ...]:
    """Return the variables that contain the label: all that we set and that are not AWS's."""
    names = (kept.name for kept in snapshot.state.kept if kept.digest is not None)
    return tuple(name for name in names if not name.startswith("AWS_"))


def _text(remembered: State, stack: tuple[StackEntry, ...], kept: tuple[SavedVariable, ...]) -> str:
    # The top's secrets are already in the environment.
    held = (*stack[:-1], stack[-1].replace(credentials=None))
    return encode(remembered.replace(levels=held, kept=kept))


def encode(state: State) -> str:
    """Return the state as one ASCII word that every dialect passes on unquoted."""
    body = pack(
        [
            [_level(level) for level in state.levels],
            [_kept(kept) for kept in state.kept],
            [state.spent_code, str(state.spent_at)],
            [list(place) for place in state.provenance],
            *([] if state.ready is None else [_ready(state.ready)]),
        ]
    )
    return f"{STATE_VERSION},{digest(body)},{body}"


def _kept(kept: SavedVariable) -> Node:
    folder = () if kept.folder is None else (kept.folder,)
    return [kept.name, kept.digest, kept.original, *folder]


def _level(level: StackEntry) -> Node:
    held = level.credentials
    return [
        level.kind,
        level.key_id,
        str(level.issued),
        str(level.expires),
        level.account,
        level.principal,
        level.region,
        level.origin,
        level.device,
        [list(pair) for pair in level.request_params],
        None if held is None else [held.secret_key, held.session_token],
        level.label,
        [list(pair) for pair in level.exported_settings],
    ]


def _ready(ready: ReadySession) -> Node:
    return [_level(ready.level), ready.cache_key, ready.code, "fresh" if ready.fresh else None]


def _variables(
    level: StackEntry, key: Credentials, label_variables: tuple[str, ...]
) -> dict[str, str | None]:
    """Return what a session sets, None for what it unsets."""
    from aws_session.model import prompt_label, utc

    wanted: dict[str, str | None] = dict.fromkeys((*_OTHERS, env.OLD_TOKEN))
    wanted.update(level.exported_settings)
    if level.region:
        wanted.update(dict.fromkeys(env.REGIONS, level.region))
    wanted[env.ACCOUNT] = level.account
    # Without a known expiry, no variable may contain one.
    wanted[env.EXPIRATION] = utc(level.expires) if level.expires else None
    wanted[env.EXPIRES] = str(level.expires) if level.expires else None
    label = prompt_label.session_label(level.label, level.account)
    wanted.update(dict.fromkeys((env.LABEL, *label_variables), label))
    wanted[env.TOKEN] = key.session_token
    wanted[env.SECRET] = key.secret_key
    wanted[env.KEY_ID] = key.key_id
    return wanted
