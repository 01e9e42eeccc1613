"""The text of AWS_SESSION_STATE, which `stack` writes: read, and checked by its contents."""

from __future__ import annotations

from aws_session.environment import (
    STATE_VERSION,
    VARIABLE,
    VERSION_1_MARK,
    EnvironmentSnapshot,
    ReadySession,
    Restored,
    SavedVariable,
    StackEntry,
    State,
    digest,
    restore,
    unpack,
    without_sessions,
)
from aws_session.errors import SessionError
from aws_session.model import identifiers
from aws_session.model.credentials import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aws_session.environment import Node


_VERSION_1 = "1"
"""States in shells that were open during an upgrade: read, but never written."""

_OURS = ("AWS_", "AMAZON_")
_DIGITS = 9
"""Digits of a number of seconds."""
_LONGEST = 1_000_000
"""Seconds of a session, more than AWS ever grants."""


class DamagedStateError(SessionError):
    """AWS_SESSION_STATE does not contain what this program wrote."""


def read(text: str) -> State:
    """Return the state of an environment, where anyone may have put it.

    DamagedStateError also for a well-formed state with contents that this program never writes.
    """
    found = decode(text)
    if all(map(_is_plausible, found.levels)) and _is_ours(found):
        return found
    raise DamagedStateError(
        f"{VARIABLE} was not written by aws-session", hint="remove it: aws-session end"
    )


def decode(text: str) -> State:
    """Return the state; DamagedStateError if the text is incomplete or not of this version."""
    version, _, rest = text.partition(",")
    mark, _, body = rest.partition(",")
    if version not in {STATE_VERSION, _VERSION_1}:
        raise DamagedStateError(
            f"{VARIABLE} has version {version[:8]!r}, which this aws-session does not support",
            hint="end the session with the version of aws-session that started it",
        )
    if mark != (
        digest(body) if version == STATE_VERSION else identifiers.checksum_of_version_1(body)
    ):
        raise DamagedStateError(f"{VARIABLE} is damaged", hint="remove it: aws-session end")
    try:
        state = _state(unpack(body))
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedStateError(
            f"{VARIABLE} was not written by aws-session", hint="remove it: aws-session end"
        ) from error
    return state if version == STATE_VERSION else _from_version_1(state)


def _digest_of_version_1(digest: str | None) -> str | None:
    """Return a digest in the form that `is_digest` compares."""
    return None if digest is None else VERSION_1_MARK + digest


def _from_version_1(state: State) -> State:
    return state.replace(
        kept=tuple(kept.replace(digest=_digest_of_version_1(kept.digest)) for kept in state.kept),
        spent_code=_digest_of_version_1(state.spent_code),
    )


def _is_plausible(level: StackEntry) -> bool:
    held = level.credentials
    return (
        _are_texts(
            level.kind,
            level.origin,
            level.label,
            *_flat(level.request_params, level.exported_settings),
        )
        and level.kind.isalpha()
        and not identifiers.has_controls(level.origin)
        and identifiers.may_be_key_id(level.key_id)
        and identifiers.is_moment(level.issued)
        and identifiers.is_moment(level.expires)
        and (level.account is None or identifiers.is_account(level.account))
        and (level.principal is None or identifiers.is_arn(level.principal))
        and (level.region is None or identifiers.is_region(level.region))
        and (level.device is None or identifiers.is_device(level.device))
        and (held is None or _is_secret(held))
        and all(
            name.startswith("AWS_") and name.isidentifier() for name, _ in level.exported_settings
        )
        and _is_asked(level)
    )


def _is_ours(found: State) -> bool:
    return (
        all(level.credentials is not None for level in found.levels[:-1])
        and identifiers.is_moment(found.spent_at)
        and _are_texts(*_flat(found.provenance))
        and _may_be_text(found.spent_code)
        and all(map(_is_kept, found.kept))
        and (found.ready is None or _is_ready(found.ready))
    )


def _is_ready(ready: ReadySession) -> bool:
    return (
        ready.level.kind == "mfa"
        and ready.level.credentials is not None
        and _is_plausible(ready.level)
        and _are_texts(ready.cache_key)
        and _may_be_text(ready.code)
    )


def _is_kept(kept: SavedVariable) -> bool:
    """Tell whether it is a variable of a kind that is ever set: `end` restores its value."""
    name = kept.name
    return (
        _are_texts(name)
        and _may_be_text(kept.digest, kept.original)
        and name.isascii()
        and name.isidentifier()
        and (name.startswith(_OURS) or _is_for_labels(name))
    )


def _is_for_labels(name: str) -> bool:
    # Imported late: few people name a variable of their own.
    from aws_session.model.prompt_label import is_for_labels

    return is_for_labels(name)


def _is_asked(level: StackEntry) -> bool:
    roles: list[dict[str, str]] = [{}]
    for name, value in level.request_params:
        if name == "then":
            roles.append({})
        roles[-1][name] = value
    numbers = [role["seconds"] for role in roles if "seconds" in role]
    if not all(_is_utf8(value) for _, value in level.request_params):
        return False
    return all(number.isdigit() and len(number) <= _DIGITS for number in numbers) and (
        level.kind != "pose" or all({"account", "role"} <= role.keys() for role in roles)
    )


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_secret(held: Credentials) -> bool:
    texts = (held.secret_key, *(() if held.session_token is None else (held.session_token,)))
    return _are_texts(*texts) and all(map(identifiers.is_printable, texts))


def _flat(*pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(text for some in pairs for pair in some for text in pair)


def _are_texts(*found: object) -> bool:
    return all(isinstance(text, str) for text in found)


def _may_be_text(*found: object) -> bool:
    return all(text is None or isinstance(text, str) for text in found)


def _state(node: Node) -> State:
    levels, kept, (spent_code, spent_at), places, *ready = _list(node)
    return State(
        tuple(_read_level(level) for level in _list(levels)),
        tuple(SavedVariable(*_list(entry)) for entry in _list(kept)),
        spent_code,
        _moment(spent_at),
        _pairs(places),
        *map(_read_ready, ready),
    )


def _read_ready(node: Node) -> ReadySession:
    level, cache_key, code, fresh = _list(node)
    return ReadySession(_read_level(level), cache_key, code, fresh is not None)


def _read_level(node: Node) -> StackEntry:
    *texts, asked, held, label, carried = _list(node)
    kind, key_id, issued, expires, account, principal, region, origin, device = texts
    credentials = None
    if held is not None:
        secret, token = _list(held)
        credentials = Credentials(key_id, secret, token, _moment(expires))
    return StackEntry(
        kind=kind,
        key_id=key_id,
        issued=_moment(issued),
        expires=_moment(expires),
        account=account,
        principal=principal,
        region=region,
        origin=origin,
        device=device,
        request_params=_asked(asked),
        credentials=credentials,
        label=label,
        exported_settings=_pairs(carried),
    )


def _moment(text: Any) -> int:
    found = identifiers.number(text, identifiers.LATEST)
    if found is None:
        raise ValueError("no moment")
    return found


def _asked(node: Node) -> tuple[tuple[str, str], ...]:
    pairs = _pairs(node)
    if any(
        name == "seconds" and identifiers.number(value, _LONGEST) is None for name, value in pairs
    ):
        raise ValueError("no duration")
    return pairs


def _pairs(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in map(_list, _list(node)))


def _list(node: Node) -> list[Any]:
    if not isinstance(node, list):
        raise TypeError("a list is missing")
    return node


def read_snapshot(environ: dict[str, str], now: int) -> EnvironmentSnapshot:
    """Return the contents of an environment, with or without a state."""
    text = environ.get(VARIABLE)
    if not text:
        return without_sessions(environ, now)
    try:
        found = read(text)
    except DamagedStateError as damage:
        from aws_session.environment.change import forget

        return EnvironmentSnapshot(environ, now, State(), Restored(forget(environ), ()), damage)
    return EnvironmentSnapshot(environ, now, found, restore(environ, found.kept))
