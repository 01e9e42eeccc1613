"""Small files of this program, readable only by their user and replaced as a whole."""

# They are a convenience: unreadable files count as missing, failed writes are ignored.

from __future__ import annotations

import os
import stat

from aws_session import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

if os.name == "nt":
    from aws_session.storage.windows import (
        is_only_mine,
        is_readable_by_others,
        open_to_read,
        patiently,
    )
else:
    open_to_read = os.open

    def patiently(work: Callable[..., T], *given: Any) -> T:
        """Return the result of work: on POSIX, open files do not prevent it."""
        return work(*given)

    def is_only_mine(folder: str, found: os.stat_result, environ: dict[str, str]) -> bool:  # noqa: ARG001 - the mode says it
        """Tell whether no other user may change what is in a folder."""
        return _is_mine(found) and not found.st_mode & 0o022

    def is_readable_by_others(path: str) -> bool:
        """Tell whether a file's mode lets other users read it."""
        return bool(os.stat(path).st_mode & 0o077)


_PART = ".part"
_PART_SECONDS = 3600
"""A half-written file that is older than this is abandoned."""


def read(environ: dict[str, str], name: str) -> str | None:
    """Return a file's text; None if it is missing, not a file, or another user's."""
    folder = paths.cache(environ)
    if folder is None or not _ours(folder, environ):
        return None
    flags = os.O_RDONLY | _flag("O_NOFOLLOW") | _flag("O_NONBLOCK") | _flag("O_CLOEXEC")
    try:
        descriptor = open_to_read(os.path.join(folder, name), flags)
    except OSError:
        return None
    try:
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode) or not _is_mine(found):
                return None
            return file.read().decode("utf-8", "surrogatepass")
    except (OSError, UnicodeDecodeError):
        return None


def names_in(environ: dict[str, str], subfolder: str) -> tuple[str, ...]:
    """Return the names to read a subfolder's files by; without one, those of the folder itself."""
    folder = paths.cache(environ)
    try:
        found = os.listdir(os.path.join(folder or "", subfolder)) if folder else []
    except OSError:
        return ()
    kept = (name for name in sorted(found) if not name.endswith(_PART))
    return tuple(f"{subfolder}/{name}".lstrip("/") for name in kept)


def remove(environ: dict[str, str], name: str) -> None:
    """Remove a file, and its subfolder if that is now empty."""
    folder = paths.cache(environ)
    if folder is None or not _ours(folder, environ):
        return
    path = os.path.join(folder, name)
    try:
        patiently(os.unlink, path)
        if os.path.dirname(name):
            os.rmdir(os.path.dirname(path))
    except OSError:
        return


def opened(environ: dict[str, str], name: str) -> int | None:
    """Return a descriptor of a file to lock, created if needed; None if that fails."""
    folder = paths.cache(environ)
    if folder is None:
        return None
    flags = os.O_RDWR | os.O_CREAT | _flag("O_NOFOLLOW") | _flag("O_NONBLOCK") | _flag("O_CLOEXEC")
    try:
        os.makedirs(os.path.dirname(folder), 0o700, exist_ok=True)
        _make(folder)
        if not _ours(folder, environ):
            return None
        _make(os.path.dirname(os.path.join(folder, name)))
        descriptor = os.open(os.path.join(folder, name), flags, 0o600)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None


def write(environ: dict[str, str], name: str, text: str) -> bool:
    """Replace a file in one step, so that readers see all or nothing; False if that fails."""
    folder = paths.cache(environ)
    if folder is None:
        return False
    try:
        os.makedirs(os.path.dirname(folder), 0o700, exist_ok=True)
        _make(folder)
        if not _ours(folder, environ):
            return False
        _make(os.path.dirname(os.path.join(folder, name)))
        _replace(folder, name, text.encode("utf-8", "surrogatepass"))
    except OSError:
        return False
    return True


def unwritable(environ: dict[str, str]) -> str:
    """Return the message that the folder cannot be written."""
    folder = paths.cache(environ)
    if folder is None:
        return f"there is no folder for caches (set HOME or {paths.CACHE_VARIABLE})"
    if os.path.isdir(folder) and not _ours(folder, environ):
        return f"{folder} can be changed by other users"
    return f"{folder} cannot be written"


def _replace(folder: str, name: str, octets: bytes) -> None:
    part = os.path.join(folder, f"{name}.{os.getpid()}-{os.urandom(4).hex()}{_PART}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _flag("O_CLOEXEC"), 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(octets)
        patiently(os.replace, part, os.path.join(folder, name))
    except BaseException:
        os.unlink(part)
        raise
    _sweep(os.path.dirname(part))


def _sweep(folder: str) -> None:
    """Remove abandoned files; files of other processes may disappear meanwhile."""
    with os.scandir(folder) as entries:
        parts = [entry.path for entry in entries if entry.name.endswith(_PART)]
    for part in parts:
        try:
            # The folder was just changed, by the same clock.
            if os.stat(folder).st_mtime - os.stat(part).st_mtime > _PART_SECONDS:
                os.unlink(part)
        except (FileNotFoundError, PermissionError):
            # Another process removes it, or Windows does not because it is open.
            continue


def _make(folder: str) -> None:
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        found = os.lstat(folder)
        if stat.S_ISDIR(found.st_mode) and _is_mine(found) and found.st_mode & 0o077:
            os.chmod(folder, 0o700)


def _ours(folder: str, environ: dict[str, str]) -> bool:
    """Tell whether no other user can have written there: the content decides about roles."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and is_only_mine(folder, found, environ)


def is_open_to_others(path: str) -> bool:
    """Tell whether there is a file that other users may read."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode) and is_readable_by_others(path)
    except OSError:
        return False


def _is_mine(found: os.stat_result) -> bool:
    return os.name == "nt" or found.st_uid == os.geteuid()


def _flag(name: str) -> int:
    flag: int = getattr(os, name, 0)
    return flag
