"""Storing sessions and deleting them, and the choice of the store."""

from __future__ import annotations

import sys

from aws_session import paths
from aws_session.errors import FullError, SessionError
from aws_session.model import Record
from aws_session.storage import file_writing, files, role_format, session_format, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aws_session.storage.session_format import SessionMetadata
    from aws_session.storage.sessions import Store

_MARKER_DIGITS = frozenset("0123456789abcdef")
"""What the names of our files there consist of."""

_TRIAL = "trial"
_CHANGE_SECONDS = 15.0
"""How long one change of store and markers may block others."""


class StoredIn(Record):
    """The name of the store that accepted a session, and why a better one did not."""

    store: str
    why: str | None = None


def write(
    environ: dict[str, str],
    marker: SessionMetadata,
    text: str,
    now: float,
    stores: tuple[str, ...] | None = None,
) -> StoredIn:
    """Put a session into the first store that accepts it, and remove what has expired.

    Raises SessionError, with nothing in any store, if none accepts it or its marker cannot be
    written.
    """
    with sessions.alone_with_stores(environ, _CHANGE_SECONDS):
        return _write(environ, marker, text, now, order(None) if stores is None else stores)


def _write(
    environ: dict[str, str], marker: SessionMetadata, text: str, now: float, stores: tuple[str, ...]
) -> StoredIn:
    old = sessions.markers(environ)
    over = tuple(each for each in old if each.expires <= now)

    # Before the new one is stored: two names may stand for one store.
    moving = [each for each in old if each.cache_key == marker.cache_key]
    replaced: str | None = None

    def work(store: Store) -> str:
        nonlocal replaced
        replaced = sessions.joined(store.read, marker.cache_key) if moving else None
        spare = _to_drop(old, marker)
        while True:
            try:
                _put(store, marker.cache_key, text, int(marker.expires - now))
            except FullError:
                if not spare:
                    raise
                dropped = spare.pop(0)
                _take_out(store, dropped.cache_key)
                sessions.remove(environ, dropped.cache_key)
            else:
                return store.name

    _try_taking_out((each for each in moving if each.store not in stores[:1]), environ, now)
    store, where = _in_first(stores, work, environ)
    marker = marker.replace(store=store)
    _leave((each for each in moving if each.store in stores[:1] and each.store != store), environ)
    _forget_left(environ, marker, now)
    _try_taking_out((each for each in over if each.cache_key != marker.cache_key), environ, now)
    for each in over:
        sessions.remove(environ, each.cache_key)
    # Last, because a process that finds a marker without a session removes the marker.
    name, earlier = sessions.names(marker.cache_key)
    if not file_writing.write(environ, name, session_format.metadata_text(marker)):
        sessions.ask(store, _taking_out((marker,)), environ)
        if replaced is not None:
            # Its marker still exists: it is found as before.
            sessions.ask(store, _putting(moving[0], replaced, now), environ)
        raise _unwritable(environ)
    file_writing.remove(environ, earlier)
    return where


def _to_drop(old: Iterable[SessionMetadata], new: SessionMetadata) -> list[SessionMetadata]:
    """Return what to remove if the kernel has no room: roles, those that end soonest first.

    To store a role, none that ends after it is removed.
    """
    roles = (
        each
        for each in old
        if each.store == sessions.KERNEL and each.is_role and each.cache_key != new.cache_key
    )
    found = (each for each in roles if not new.is_role or each.expires <= new.expires)
    return sorted(found, key=lambda each: each.expires)


def order(keep_in: str | None) -> tuple[str, ...]:
    """Return the stores to try: the named one, or, if the kernel refuses, keyring's choice."""
    if keep_in is not None and keep_in != sessions.KERNEL:
        return (keep_in,)
    if sys.platform != "linux":
        return ("",)
    return (sessions.KERNEL, "") if keep_in == sessions.KERNEL else ("", sessions.KERNEL)


def _in_first(
    stores: Iterable[str], work: Callable[[Store], str], environ: dict[str, str]
) -> tuple[str, StoredIn]:
    """Return the first store that does the work, and why one before it did not."""
    refused: list[SessionError] = []
    for store in stores:
        try:
            name = sessions.ask(store, work, environ)
        except SessionError as error:
            refused.append(error)
        else:
            # That there is no other store is not worth a message.
            told = [error.message for error in refused if not _is_missing(error)]
            return store, StoredIn(name, told[0] if told else None)
    refused = refused or [SessionError("there is no other store")]
    message = ", and ".join(error.message for error in refused)
    # A store that refused can be used again; one that is missing would have to be installed.
    hints = [error.hint for error in sorted(refused, key=_is_missing) if error.hint]
    raise SessionError(message, hint=hints[0] if hints else None)


def _is_missing(error: SessionError) -> bool:
    from aws_session.storage.keyring_package import MissingStoreError

    return isinstance(error, MissingStoreError)


def check(environ: dict[str, str], keep_in: str | None = None) -> StoredIn:
    """Return where a session would be stored; SessionError if it cannot be stored."""
    # On a full disk, only an empty file can be created.
    if not file_writing.write(environ, _TRIAL, _TRIAL):
        raise _unwritable(environ)
    file_writing.remove(environ, _TRIAL)
    return _in_first(order(keep_in), _look, environ)[1]


def serving(
    environ: dict[str, str], keep_in: str | None
) -> tuple[str | None, tuple[SessionError, ...]]:
    """Return the store that would be used, None for none, and what those before it say."""
    refused: list[SessionError] = []
    for store in order(keep_in):
        try:
            return sessions.ask(store, _look, environ), tuple(refused)
        except SessionError as error:
            refused.append(error)
    return None, tuple(refused)


def _look(store: Store) -> str:
    store.check()
    return store.name


def _unwritable(environ: dict[str, str]) -> SessionError:
    reason = file_writing.unwritable(environ)
    return SessionError(f"{reason}, so other terminals would not find the session")


def forget(environ: dict[str, str], cache_key: str, now: float) -> None:
    """Remove one session from its store, if the store allows it."""
    with sessions.alone_with_stores(environ, _CHANGE_SECONDS):
        known = sessions.marker(environ, cache_key)
        _try_taking_out((known,) if known else (), environ, now)
        sessions.remove(environ, cache_key)


def forget_refused(environ: dict[str, str], key_id: str, now: float) -> None:
    """Remove a role that AWS now refuses from its store; only the stores know which one it is."""
    for each in sessions.markers(environ):
        if not each.is_role:
            continue
        try:
            text = sessions.read(environ, each.cache_key)
        except SessionError:
            # Each of the others would make us wait for it again.
            return
        if text is not None and role_format.key_id(text) == key_id:
            forget(environ, each.cache_key, now)


def forget_all(environ: dict[str, str], now: float) -> tuple[int, SessionError | None]:
    """Remove everything from the stores; return how many, and what a store refused.

    What a store refuses to remove is not used any more, and the next call tries it again.
    """
    if not paths.has_stored_sessions(environ):
        # Someone may have deleted the cache folder, which has the markers. No folder is created.
        return _left_in_kernel(environ), None
    with sessions.alone_with_stores(environ, _CHANGE_SECONDS):
        return _forget_all(environ, now)


def _forget_all(environ: dict[str, str], now: float) -> tuple[int, SessionError | None]:
    left = sessions.left(environ)
    found = (*sessions.markers(environ), *(each for each in left if each.expires > now))
    error = _try_taking_out(found, environ, now, quickly=False)
    for each in left:
        if error is None or each.expires <= now:
            file_writing.remove(environ, sessions.left_name(each.cache_key))
    for name in files.names_in(environ, sessions.FOLDER):
        # Damaged ones, too, but nothing that another program has put there.
        if _MARKER_DIGITS.issuperset(name.rpartition("/")[2]):
            file_writing.remove(environ, name)
    return (0 if error else len(found)) + _left_in_kernel(environ), error


def _left_in_kernel(environ: dict[str, str]) -> int:
    """Remove what is in the kernel's keyring without a marker; return how many."""
    if sys.platform != "linux":
        return 0
    from aws_session.storage.kernel_store import KernelStore

    try:
        return KernelStore(environ).remove_all()
    except SessionError:
        # If it is not allowed, it contains nothing of ours except what a marker named.
        return 0


def _try_taking_out(
    found: Iterable[SessionMetadata],
    environ: dict[str, str],
    now: float,
    *,
    quickly: bool = True,
) -> SessionError | None:
    """Remove sessions from their stores; return what one of the stores refused.

    What is left in one is remembered until it expires.
    """
    by_store: dict[str, list[SessionMetadata]] = {}
    for each in found:
        by_store.setdefault(each.store, []).append(each)
    error = None
    for store, those in by_store.items():
        try:
            sessions.ask(store, _taking_out(tuple(those)), environ, quickly=quickly)
        except SessionError as refused:
            error = refused
            _leave((each for each in those if each.expires > now), environ)
    return error


def _leave(found: Iterable[SessionMetadata], environ: dict[str, str]) -> None:
    """Remember sessions that are still in a store, but are not to be used."""
    for each in found:
        name = sessions.left_name(each.cache_key)
        file_writing.write(environ, name, session_format.metadata_text(each))


def _forget_left(environ: dict[str, str], new: SessionMetadata, now: float) -> None:
    """Forget what has expired, and what a new session has replaced in its store."""
    for each in sessions.left(environ):
        is_replaced = each.cache_key == new.cache_key and new.store != sessions.KERNEL
        if is_replaced or each.expires <= now:
            file_writing.remove(environ, sessions.left_name(each.cache_key))


def _taking_out(found: tuple[SessionMetadata, ...]) -> Callable[[Store], None]:
    def work(store: Store) -> None:
        for each in found:
            _take_out(store, each.cache_key)

    return work


def _putting(marker: SessionMetadata, text: str, now: float) -> Callable[[Store], None]:
    return lambda store: _put(store, marker.cache_key, text, max(int(marker.expires - now), 1))


def _put(store: Store, cache_key: str, text: str, seconds: int) -> None:
    parts = session_format.cut(text, store.limit)
    for number, part in enumerate(parts):
        store.write(sessions.item(cache_key, number), part, seconds)
    number = len(parts)
    while store.limit is not None and store.remove(sessions.item(cache_key, number)):
        number += 1


def _take_out(store: Store, cache_key: str) -> None:
    number = 0
    while store.remove(sessions.item(cache_key, number)):
        number += 1
