"""Stored sessions: secrets in the operating system's store, metadata in files."""

from __future__ import annotations

from aws_session.config import paths
from aws_session.errors import SessionError
from aws_session.storage import files, lock, session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.storage.session_format import SessionMetadata
    from aws_session.storage.stores.keyring_package import SecretStore

FOLDER = paths.KEPT
_TRIAL = "trial"
_TIMEOUT = 5.0
_QUICK_TIMEOUT = 1.0
"""Seconds that a store has to answer; the second for a terminal that is being opened."""

_CHANGING = "store"
_CHANGE_SECONDS = 15.0
"""How long one change of store and markers may keep others out of theirs."""


def marker(environ: dict[str, str], cache_key: str) -> SessionMetadata | None:
    for name in _names(cache_key):
        found = _read(environ, name)
        if found is not None and found.cache_key == cache_key:
            return found
    return None


def markers(environ: dict[str, str]) -> tuple[SessionMetadata, ...]:
    """Return those of everything that is kept."""
    names = files.names_in(environ, FOLDER)
    return tuple(found for name in names if (found := _read(environ, name)) is not None)


def read(environ: dict[str, str], cache_key: str, *, quickly: bool = False) -> str | None:
    """Return the session of a cache key; where the store has none, its metadata goes, too."""
    from aws_session.storage.stores import keyring_package

    before = _texts(environ, cache_key)
    text = keyring_package.ask(
        lambda store: _joined(store, cache_key), environ, _QUICK_TIMEOUT if quickly else _TIMEOUT
    )
    if text is None:
        _remove_unless_changed(environ, cache_key, before)
    return text


def _remove_unless_changed(
    environ: dict[str, str], cache_key: str, before: list[str | None]
) -> None:
    """Remove a marker whose session is gone, unless another process has kept one meanwhile."""
    with lock.alone(environ, _CHANGING, 0) as is_alone:
        # Whoever changes something now decides what the marker is.
        if is_alone and _texts(environ, cache_key) == before:
            _remove(environ, cache_key)


def write(environ: dict[str, str], marker: SessionMetadata, text: str, now: float) -> str:
    """Put a session into the store, take out of it what is over; return the store's name.

    SessionError, and nothing in the store, where its marker cannot be written.
    """
    with lock.alone(environ, _CHANGING, _CHANGE_SECONDS):
        return _write(environ, marker, text, now)


def _write(environ: dict[str, str], marker: SessionMetadata, text: str, now: float) -> str:
    from aws_session.storage.stores import keyring_package

    over = [old.cache_key for old in markers(environ) if old.expires <= now]

    def work(store: SecretStore) -> str:
        _put(store, marker.cache_key, text)
        for cache_key in over:
            if cache_key != marker.cache_key:
                _take_out(store, cache_key)
        return store.name

    where = keyring_package.ask(work, environ, _TIMEOUT)
    for cache_key in over:
        _remove(environ, cache_key)
    # Last, for whoever meets a marker without a session takes the marker away.
    name, earlier = _names(marker.cache_key)
    if not files.write(environ, name, session_format.metadata_text(marker)):
        keyring_package.ask(_taking_out((marker,)), environ, _TIMEOUT)
        raise _unwritable(environ)
    files.remove(environ, earlier)
    return where


def check(environ: dict[str, str]) -> None:
    """Raise SessionError where nothing can be kept, as far as a look tells."""
    from aws_session.storage.stores import keyring_package

    if not files.write(environ, _TRIAL, ""):
        raise _unwritable(environ)
    files.remove(environ, _TRIAL)
    keyring_package.ask(lambda store: store.read(_TRIAL), environ, _TIMEOUT)


def _unwritable(environ: dict[str, str]) -> SessionError:
    reason = files.unwritable(environ)
    return SessionError(f"{reason}, so that no terminal would find the session")


def forget_all(environ: dict[str, str]) -> tuple[int, SessionError | None]:
    """Take everything out of the store; return how many, and what the store refused.

    The markers go in any case: what is left in the store nobody looks for.
    """
    with lock.alone(environ, _CHANGING, _CHANGE_SECONDS):
        return _forget_all(environ)


def _forget_all(environ: dict[str, str]) -> tuple[int, SessionError | None]:
    from aws_session.storage.stores import keyring_package

    found = markers(environ)
    error = None
    try:
        keyring_package.ask(_taking_out(found), environ, _TIMEOUT)
    except SessionError as refused:
        error = refused
    for name in files.names_in(environ, FOLDER):
        files.remove(environ, name)
    return (0 if error else len(found)), error


def _taking_out(found: tuple[SessionMetadata, ...]) -> Callable[[SecretStore], None]:
    def work(store: SecretStore) -> None:
        for each in found:
            _take_out(store, each.cache_key)

    return work


def _put(store: SecretStore, cache_key: str, text: str) -> None:
    parts = session_format.cut(text, store.limit)
    for number, part in enumerate(parts):
        store.write(_item(cache_key, number), part)
    number = len(parts)
    while store.limit is not None and store.remove(_item(cache_key, number)):
        number += 1


def _joined(store: SecretStore, cache_key: str) -> str | None:
    first = store.read(_item(cache_key, 0))
    if first is None:
        return None
    others = [
        store.read(_item(cache_key, number)) for number in range(1, session_format.parts_of(first))
    ]
    parts = [first, *(part for part in others if part is not None)]
    return session_format.joined(tuple(parts))


def _take_out(store: SecretStore, cache_key: str) -> None:
    number = 0
    while store.remove(_item(cache_key, number)):
        number += 1


def _item(cache_key: str, number: int) -> str:
    return f"{cache_key} ({number + 1})" if number else cache_key


def _read(environ: dict[str, str], name: str) -> SessionMetadata | None:
    text = files.read(environ, name)
    return session_format.read_metadata(text) if text is not None else None


def _names(cache_key: str) -> tuple[str, str]:
    """Return the name of a marker's file, and the one that the version before gave it."""
    names = (session_format.file_name(cache_key), session_format.earlier_file_name(cache_key))
    return f"{FOLDER}/{names[0]}", f"{FOLDER}/{names[1]}"


def _texts(environ: dict[str, str], cache_key: str) -> list[str | None]:
    return [files.read(environ, name) for name in _names(cache_key)]


def _remove(environ: dict[str, str], cache_key: str) -> None:
    for name in _names(cache_key):
        files.remove(environ, name)
