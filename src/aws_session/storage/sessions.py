"""Stored sessions: secrets in the operating system's store, metadata in files."""

from __future__ import annotations

import sys

from aws_session.config import paths
from aws_session.errors import FullError, SessionError
from aws_session.model import Record
from aws_session.storage import files, session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from aws_session.storage.kernel_keyring import KernelStore
    from aws_session.storage.keyring_package import SecretStore
    from aws_session.storage.lock import alone
    from aws_session.storage.session_format import SessionMetadata

    Store = SecretStore | KernelStore
    T = TypeVar("T")

TIMEOUT, QUICK_TIMEOUT = 5.0, 1.0
"""Seconds that a store has to answer; the second value is for a terminal that is just opening."""

KERNEL, SECRET_SERVICE = "kernel", "secret-service"
FOLDER = paths.KEPT
_TRIAL = "trial"
_CHANGING = "store"
_CHANGE_SECONDS = 15.0
"""How long one change of store and markers may block others."""


class StoredIn(Record):
    """The name of the store that accepted a session, and why a better one did not."""

    store: str
    why: str | None = None


def marker(environ: dict[str, str], cache_key: str) -> SessionMetadata | None:
    return _marker_in((files.read(environ, name) for name in _names(cache_key)), cache_key)


def _marker_in(texts: Iterable[str | None], cache_key: str) -> SessionMetadata | None:
    for text in texts:
        found = None if text is None else session_format.read_metadata(text)
        if found is not None and found.cache_key == cache_key:
            return found
    return None


def markers(environ: dict[str, str]) -> tuple[SessionMetadata, ...]:
    """Return the metadata of all stored sessions."""
    names = files.names_in(environ, FOLDER)
    return tuple(found for name in names if (found := _read(environ, name)) is not None)


def read(environ: dict[str, str], cache_key: str, *, quickly: bool = False) -> str | None:
    """Return the session of a cache key; if the store has none, its metadata is removed, too."""
    before = _texts(environ, cache_key)
    known = _marker_in(before, cache_key)
    store = known.store if known else ""
    timeout = QUICK_TIMEOUT if quickly else TIMEOUT
    text = _read_quickly(store, cache_key, environ, timeout)
    if text is None:
        text = _ask(store, lambda store: _joined(store, cache_key), environ, timeout)
    if text is None and not (store == KERNEL and _is_in_container()):
        _remove_unless_changed(environ, cache_key, before)
    return text


def _is_in_container() -> bool:
    """Tell whether this user namespace is one below the system's own.

    Each has its own keyrings, also where the marker's file is shared, as with toolbox.
    """
    try:
        with open("/proc/self/uid_map", "rb") as file:
            return file.read().split() != [b"0", b"0", b"4294967295"]
    except OSError:
        return False


def _read_quickly(
    store: str, cache_key: str, environ: dict[str, str], timeout: float
) -> str | None:
    """Return what the Secret Service returns without keyring, which takes longer to load."""
    if sys.platform != "linux" or store not in {"", SECRET_SERVICE}:
        return None
    from aws_session.storage import secret_service

    if not store and not secret_service.is_usual(environ):
        return None
    text = secret_service.read(_item(cache_key, 0), timeout)
    return session_format.joined((text,)) if text is not None else None


def _alone(environ: dict[str, str], timeout: float) -> alone:
    # Imported late: reading a stored session changes nothing.
    from aws_session.storage.lock import alone

    return alone(environ, _CHANGING, timeout)


def _remove_unless_changed(
    environ: dict[str, str], cache_key: str, before: list[str | None]
) -> None:
    """Remove a marker whose session is gone, unless another process has stored one meanwhile."""
    with _alone(environ, 0) as is_alone:
        # The process that changes something now decides about the marker.
        if is_alone and _texts(environ, cache_key) == before:
            _remove(environ, cache_key)


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
    with _alone(environ, _CHANGE_SECONDS):
        return _write(environ, marker, text, now, order(None) if stores is None else stores)


def _write(
    environ: dict[str, str], marker: SessionMetadata, text: str, now: float, stores: tuple[str, ...]
) -> StoredIn:
    old = markers(environ)
    over = tuple(each for each in old if each.expires <= now)

    # Before the new one is stored: two names may stand for one store.
    moving = [each for each in old if each.cache_key == marker.cache_key]
    replaced: str | None = None

    def work(store: Store) -> str:
        nonlocal replaced
        replaced = _joined(store, marker.cache_key) if moving else None
        spare = _to_drop(old, marker)
        while True:
            try:
                _put(store, marker.cache_key, text, int(marker.expires - now))
            except FullError:
                if not spare:
                    raise
                dropped = spare.pop(0)
                _take_out(store, dropped.cache_key)
                _remove(environ, dropped.cache_key)
            else:
                return store.name

    _try_taking_out((each for each in moving if each.store not in stores[:1]), environ)
    store, where = _in_first(stores, work, environ)
    marker = marker.replace(store=store)
    _try_taking_out((each for each in over if each.cache_key != marker.cache_key), environ)
    for each in over:
        _remove(environ, each.cache_key)
    # Last, because a process that finds a marker without a session removes the marker.
    name, earlier = _names(marker.cache_key)
    if not files.write(environ, name, session_format.metadata_text(marker)):
        _ask(store, _taking_out((marker,)), environ, TIMEOUT)
        if replaced is not None:
            # Its marker still exists: it is found as before.
            _ask(store, _putting(moving[0], replaced, now), environ, TIMEOUT)
        raise _unwritable(environ)
    files.remove(environ, earlier)
    return where


def _to_drop(old: Iterable[SessionMetadata], new: SessionMetadata) -> list[SessionMetadata]:
    """Return what to remove if the kernel has no room: roles, those that end soonest first.

    To store a role, none that ends after it is removed.
    """
    roles = (
        each
        for each in old
        if each.store == KERNEL and each.is_role and each.cache_key != new.cache_key
    )
    found = (each for each in roles if not new.is_role or each.expires <= new.expires)
    return sorted(found, key=lambda each: each.expires)


def order(keep_in: str | None) -> tuple[str, ...]:
    """Return the stores to try: the named one, or, if the kernel refuses, keyring's choice."""
    if keep_in is not None and keep_in != KERNEL:
        return (keep_in,)
    if sys.platform != "linux":
        return ("",)
    return (KERNEL, "") if keep_in == KERNEL else ("", KERNEL)


def _in_first(
    stores: Iterable[str], work: Callable[[Store], str], environ: dict[str, str]
) -> tuple[str, StoredIn]:
    """Return the first store that does the work, and why one before it did not."""
    refused: list[SessionError] = []
    for store in stores:
        try:
            name = _ask(store, work, environ, TIMEOUT)
        except SessionError as error:
            refused.append(error)
        else:
            # That there is no other store is not worth a message.
            told = [error.message for error in refused if not _is_missing(error)]
            return store, StoredIn(name, told[0] if told else None)
    first, *others = refused or [SessionError("there is no other store")]
    message = ", and ".join([first.message, *(other.message for other in others)])
    raise SessionError(message, hint=first.hint)


def _is_missing(error: SessionError) -> bool:
    from aws_session.storage.keyring_package import MissingStoreError

    return isinstance(error, MissingStoreError)


def _ask(store: str, work: Callable[[Store], T], environ: dict[str, str], timeout: float) -> T:
    """Return the result of work in a store; SessionError if it fails."""
    if store == KERNEL:
        from aws_session.storage.kernel_keyring import KernelStore

        return work(KernelStore(environ))
    from aws_session.storage import keyring_package

    return keyring_package.ask(work, environ, timeout, store)


def check(environ: dict[str, str], keep_in: str | None = None) -> StoredIn:
    """Return where a session would be stored; SessionError if it cannot be stored."""
    if not files.write(environ, _TRIAL, ""):
        raise _unwritable(environ)
    files.remove(environ, _TRIAL)
    return _in_first(order(keep_in), _look, environ)[1]


def serving(
    environ: dict[str, str], keep_in: str | None
) -> tuple[str | None, tuple[SessionError, ...]]:
    """Return the store that would be used, None for none, and what those before it say."""
    refused: list[SessionError] = []
    for store in order(keep_in):
        try:
            return _ask(store, _look, environ, TIMEOUT), tuple(refused)
        except SessionError as error:
            refused.append(error)
    return None, tuple(refused)


def _look(store: Store) -> str:
    store.check()
    return store.name


def _unwritable(environ: dict[str, str]) -> SessionError:
    reason = files.unwritable(environ)
    return SessionError(f"{reason}, so other terminals would not find the session")


def forget(environ: dict[str, str], cache_key: str) -> None:
    """Remove one session from its store, if the store allows it."""
    with _alone(environ, _CHANGE_SECONDS):
        known = marker(environ, cache_key)
        _try_taking_out((known,) if known else (), environ)
        _remove(environ, cache_key)


def forget_refused(environ: dict[str, str], key_id: str) -> None:
    """Remove a role that AWS now refuses from its store; only the stores know which one it is."""
    for each in markers(environ):
        if not each.is_role:
            continue
        try:
            text = read(environ, each.cache_key)
        except SessionError:
            # Each of the others would make us wait for it again.
            return
        if text is not None and session_format.role_key_id(text) == key_id:
            forget(environ, each.cache_key)


def forget_all(environ: dict[str, str]) -> tuple[int, SessionError | None]:
    """Remove everything from the stores; return how many, and what a store refused.

    The markers are removed in any case: nothing looks for what is left in a store.
    """
    with _alone(environ, _CHANGE_SECONDS):
        return _forget_all(environ)


def _forget_all(environ: dict[str, str]) -> tuple[int, SessionError | None]:
    found = markers(environ)
    error = _try_taking_out(found, environ, TIMEOUT)
    for name in files.names_in(environ, FOLDER):
        files.remove(environ, name)
    if sys.platform == "linux":
        from aws_session.storage.kernel_keyring import KernelStore

        try:
            KernelStore(environ).remove_all()
        except SessionError:
            # If it is not allowed, it contains nothing of ours except what a marker named.
            return (0 if error else len(found)), error
    return (0 if error else len(found)), error


def _try_taking_out(
    found: Iterable[SessionMetadata], environ: dict[str, str], timeout: float = QUICK_TIMEOUT
) -> SessionError | None:
    """Remove sessions from their stores; return what one of the stores refused."""
    by_store: dict[str, list[SessionMetadata]] = {}
    for each in found:
        by_store.setdefault(each.store, []).append(each)
    error = None
    for store, those in by_store.items():
        try:
            _ask(store, _taking_out(tuple(those)), environ, timeout)
        except SessionError as refused:
            error = refused
    return error


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
        store.write(_item(cache_key, number), part, seconds)
    number = len(parts)
    while store.limit is not None and store.remove(_item(cache_key, number)):
        number += 1


def _joined(store: Store, cache_key: str) -> str | None:
    first = store.read(_item(cache_key, 0))
    if first is None:
        return None
    others = [
        store.read(_item(cache_key, number)) for number in range(1, session_format.parts_of(first))
    ]
    parts = [first, *(part for part in others if part is not None)]
    return session_format.joined(tuple(parts))


def _take_out(store: Store, cache_key: str) -> None:
    number = 0
    while store.remove(_item(cache_key, number)):
        number += 1


def _item(cache_key: str, number: int) -> str:
    return f"{cache_key} ({number + 1})" if number else cache_key


def _read(environ: dict[str, str], name: str) -> SessionMetadata | None:
    text = files.read(environ, name)
    return session_format.read_metadata(text) if text is not None else None


def _names(cache_key: str) -> tuple[str, str]:
    """Return the name of a marker's file, and the one that the previous version gave it."""
    names = (session_format.file_name(cache_key), session_format.earlier_file_name(cache_key))
    return f"{FOLDER}/{names[0]}", f"{FOLDER}/{names[1]}"


def _texts(environ: dict[str, str], cache_key: str) -> list[str | None]:
    return [files.read(environ, name) for name in _names(cache_key)]


def _remove(environ: dict[str, str], cache_key: str) -> None:
    for name in _names(cache_key):
        files.remove(environ, name)
