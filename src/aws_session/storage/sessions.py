"""Stored sessions: secrets in the operating system's store, metadata in files."""

from __future__ import annotations

import sys

from aws_session import paths
from aws_session.storage import files, session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from aws_session.storage.kernel_store import KernelStore
    from aws_session.storage.keyring_package import SecretStore
    from aws_session.storage.lock import alone
    from aws_session.storage.session_format import SessionMetadata

    Store = SecretStore | KernelStore
    T = TypeVar("T")

KERNEL, SECRET_SERVICE = "kernel", "secret-service"
FOLDER = paths.KEPT
_CHANGING = "store"
_LEFT = "left-"


def marker(environ: dict[str, str], cache_key: str) -> SessionMetadata | None:
    return _marker_in((files.read(environ, name) for name in names(cache_key)), cache_key)


def _marker_in(texts: Iterable[str | None], cache_key: str) -> SessionMetadata | None:
    for text in texts:
        found = None if text is None else session_format.read_metadata(text)
        if found is not None and found.cache_key == cache_key:
            return found
    return None


def markers(environ: dict[str, str]) -> tuple[SessionMetadata, ...]:
    """Return the metadata of all stored sessions."""
    return _all(environ, are_left=False)


def left(environ: dict[str, str]) -> tuple[SessionMetadata, ...]:
    """Return the metadata of sessions that nothing uses any more, but a store did not delete."""
    return _all(environ, are_left=True)


def left_name(cache_key: str) -> str:
    """Return the name of the file by which such a session is found to be deleted later."""
    return f"{FOLDER}/{_LEFT}{session_format.file_name(cache_key)}"


def _all(environ: dict[str, str], *, are_left: bool) -> tuple[SessionMetadata, ...]:
    names = (name for name in files.names_in(environ, FOLDER) if (_LEFT in name) is are_left)
    return tuple(found for name in names if (found := _read(environ, name)) is not None)


def still_stored(environ: dict[str, str]) -> tuple[SessionMetadata, ...]:
    """Return the metadata of the sessions that are still stored, as far as that is known at once.

    The kernel is asked, whose keyring is empty after a restart; other stores may ask a person.
    """
    found = markers(environ)
    if not any(marker.store == KERNEL for marker in found):
        return found
    from aws_session.errors import SessionError
    from aws_session.storage.kernel_keyring import KernelKeyring

    try:
        keyring = KernelKeyring(environ)
        return tuple(
            marker
            for marker in found
            if marker.store != KERNEL or keyring.found(item(marker.cache_key, 0)) is not None
        )
    except SessionError:
        return found


def read(environ: dict[str, str], cache_key: str, *, quickly: bool = False) -> str | None:
    """Return the session of a cache key; if the store has none, its metadata is removed, too."""
    before = _texts(environ, cache_key)
    known = _marker_in(before, cache_key)
    store = known.store if known else ""
    if store == KERNEL:
        from aws_session.storage.kernel_keyring import KernelKeyring

        text = joined(KernelKeyring(environ).read, cache_key)
    else:
        text = _read_by_bus(store, cache_key, environ, quickly=quickly)
        if text is None:
            text = ask(store, lambda store: joined(store.read, cache_key), environ, quickly=quickly)
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


def _read_by_bus(
    store: str, cache_key: str, environ: dict[str, str], *, quickly: bool
) -> str | None:
    """Return what the Secret Service returns without keyring, which takes longer to load."""
    if sys.platform != "linux" or store not in {"", SECRET_SERVICE}:
        return None
    from aws_session.storage import secret_service, timeouts

    if not store and not secret_service.is_usual(environ):
        return None
    text = secret_service.read(item(cache_key, 0), timeouts.seconds(quickly=quickly))
    return session_format.joined((text,)) if text is not None else None


def alone_with_stores(environ: dict[str, str], timeout: float) -> alone:
    # Imported late: reading a stored session changes nothing.
    from aws_session.storage.lock import alone

    return alone(environ, _CHANGING, timeout)


def _remove_unless_changed(
    environ: dict[str, str], cache_key: str, before: list[str | None]
) -> None:
    """Remove a marker whose session is gone, unless another process has stored one meanwhile."""
    with alone_with_stores(environ, 0) as is_alone:
        # The process that changes something now decides about the marker.
        if is_alone and _texts(environ, cache_key) == before:
            remove(environ, cache_key)


def ask(
    store: str, work: Callable[[Store], T], environ: dict[str, str], *, quickly: bool = False
) -> T:
    """Return the result of work in a store; SessionError if it fails."""
    if store == KERNEL:
        from aws_session.storage.kernel_store import KernelStore

        return work(KernelStore(environ))
    from aws_session.storage import keyring_package, timeouts

    return keyring_package.ask(work, environ, timeouts.seconds(quickly=quickly), store)


def joined(read: Callable[[str], str | None], cache_key: str) -> str | None:
    """Return a session from its items, which `read` returns by name; None if one is missing."""
    first = read(item(cache_key, 0))
    if first is None:
        return None
    others = [read(item(cache_key, number)) for number in range(1, session_format.parts_of(first))]
    parts = [first, *(part for part in others if part is not None)]
    return session_format.joined(tuple(parts))


def item(cache_key: str, number: int) -> str:
    return f"{cache_key} ({number + 1})" if number else cache_key


def _read(environ: dict[str, str], name: str) -> SessionMetadata | None:
    text = files.read(environ, name)
    return session_format.read_metadata(text) if text is not None else None


def names(cache_key: str) -> tuple[str, str]:
    """Return the name of a marker's file, and the one that the previous version gave it."""
    names = (session_format.file_name(cache_key), session_format.earlier_file_name(cache_key))
    return f"{FOLDER}/{names[0]}", f"{FOLDER}/{names[1]}"


def _texts(environ: dict[str, str], cache_key: str) -> list[str | None]:
    return [files.read(environ, name) for name in names(cache_key)]


def remove(environ: dict[str, str], cache_key: str) -> None:
    from aws_session.storage import file_writing

    for name in names(cache_key):
        file_writing.remove(environ, name)
