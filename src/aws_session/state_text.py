"""The stack of sessions as one word, the text of AWS_SESSION_STATE, and back."""

from __future__ import annotations

from aws_session import notation
from aws_session.credentials import Credentials
from aws_session.errors import SessionError
from aws_session.state import VARIABLE, Kept, Level, State, digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_VERSION = "1"


class DamagedStateError(SessionError):
    """AWS_SESSION_STATE is not what this program wrote."""


def encode(state: State) -> str:
    """Return the state as one ASCII word that every dialect carries unquoted."""
    body = notation.write(
        [
            [_level(level) for level in state.levels],
            [_kept(kept) for kept in state.kept],
            [state.spent_code, str(state.spent_at)],
            [list(place) for place in state.places],
        ]
    )
    return f"{_VERSION},{digest(body)},{body}"


def decode(text: str) -> State:
    """Return the state; DamagedStateError where the text is not whole or not of this version."""
    version, _, rest = text.partition(",")
    mark, _, body = rest.partition(",")
    if version != _VERSION:
        raise DamagedStateError(
            f"{VARIABLE} is of version {version[:8]!r}, which this program does not know",
            hint="end the session with the version of aws-session that started it",
        )
    if digest(body) != mark:
        raise DamagedStateError(f"{VARIABLE} is damaged", hint="aws-session end cleans up")
    try:
        return _state(notation.read(body))
    except (ValueError, TypeError) as error:
        raise DamagedStateError(
            f"{VARIABLE} is not what aws-session writes", hint="aws-session end cleans up"
        ) from error


def check_size(text: str, limit: int) -> None:
    """Refuse a state that the shell cannot hold; `limit` is in bytes."""
    if len(text) > limit:
        raise SessionError(
            f"what this shell must remember takes {len(text)} bytes, and it can hold {limit}",
            hint="keep nothing of the session below: aws-session pose --no-back; or end it first: "
            "aws-session end",
        )


def _kept(kept: Kept) -> notation.Node:
    folder = () if kept.folder is None else (kept.folder,)
    return [kept.name, kept.digest, kept.original, *folder]


def _level(level: Level) -> notation.Node:
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
        [list(pair) for pair in level.asked],
        None if held is None else [held.secret_key, held.session_token],
        level.label,
        [list(pair) for pair in level.carried],
    ]


def _state(node: notation.Node) -> State:
    levels, kept, (spent_code, spent_at), places = _list(node)
    return State(
        tuple(_read_level(level) for level in _list(levels)),
        tuple(Kept(*_list(entry)) for entry in _list(kept)),
        spent_code,
        int(spent_at),
        _pairs(places),
    )


def _read_level(node: notation.Node) -> Level:
    *texts, asked, held, label, carried = _list(node)
    kind, key_id, issued, expires, account, principal, region, origin, device = texts
    credentials = None
    if held is not None:
        secret, token = _list(held)
        credentials = Credentials(key_id, secret, token, int(expires))
    return Level(
        kind=kind,
        key_id=key_id,
        issued=int(issued),
        expires=int(expires),
        account=account,
        principal=principal,
        region=region,
        origin=origin,
        device=device,
        asked=_pairs(asked),
        credentials=credentials,
        label=label,
        carried=_pairs(carried),
    )


def _pairs(node: notation.Node) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in map(_list, _list(node)))


def _list(node: notation.Node) -> list[Any]:
    if not isinstance(node, list):
        raise TypeError("a list is missing")
    return node
