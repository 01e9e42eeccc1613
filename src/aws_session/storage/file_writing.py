"""Writing small files that only their user can read, each replaced as a whole."""

from __future__ import annotations

import os
import stat

from aws_session import paths
from aws_session.storage.files import PART, flag, is_mine, is_ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

if os.name == "nt":
    from aws_session.storage.windows import patiently
else:

    def patiently(work: Callable[..., T], *given: Any) -> T:
        """Return the result of work: on POSIX, open files do not prevent it."""
        return work(*given)


_TRIAL = "trial"
_RANDOM = 4
"""Bytes in the name of a file that is being written."""

_HEX = frozenset("0123456789abcdef")
_PART_SECONDS = 3600
"""A half-written file that is older than this is abandoned."""


def remove(environ: dict[str, str], name: str) -> None:
    """Remove a file, and its subfolder if that is now empty."""
    folder = paths.cache(environ)
    if folder is None or not is_ours(folder, environ):
        return
    path = os.path.join(folder, name)
    if os.path.islink(os.path.dirname(path)):
        return
    try:
        patiently(os.unlink, path)
        if os.path.dirname(name):
            os.rmdir(os.path.dirname(path))
    except OSError:
        return


def opened(environ: dict[str, str], name: str) -> int | None:
    """Return a descriptor of a file to lock, created if needed; None if that fails."""
    flags = os.O_RDWR | os.O_CREAT | flag("O_NOFOLLOW") | flag("O_NONBLOCK") | flag("O_CLOEXEC")
    try:
        folder = _folder_for(environ, name)
        if folder is None:
            return None
        descriptor = os.open(os.path.join(folder, name), flags, 0o600)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None


def write(environ: dict[str, str], name: str, text: str) -> bool:
    """Replace a file in one step, so that readers see all or nothing; False if that fails."""
    try:
        folder = _folder_for(environ, name)
        if folder is None:
            return False
        _replace(folder, name, text.encode("utf-8", "surrogatepass"))
    except OSError:
        return False
    return True


def _folder_for(environ: dict[str, str], name: str) -> str | None:
    """Return our folder, created with a file's subfolder; None if others can change either.

    Raises OSError if a folder cannot be created.
    """
    folder = paths.cache(environ)
    if folder is None:
        return None
    os.makedirs(os.path.dirname(folder), 0o700, exist_ok=True)
    # One that was named for it may also have files that are for others.
    _make(folder, closed=os.path.basename(folder) == paths.FOLDER)
    if not is_ours(folder, environ):
        return None
    inside = os.path.dirname(os.path.join(folder, name))
    if inside != folder:
        _make(inside, closed=True)
    return folder if inside == folder or is_ours(inside, environ) else None


def unwritable(environ: dict[str, str]) -> str:
    """Return the message that the folder cannot be written."""
    folder = paths.cache(environ)
    if folder is None:
        return f"there is no folder for caches{_why(environ)}"
    if os.path.islink(folder):
        return f"{folder} is a symbolic link, which is not followed"
    if os.path.isdir(folder) and not is_ours(folder, environ):
        return f"{folder} can be changed by other users"
    try:
        _folder_for(environ, _TRIAL)
        _replace(folder, _TRIAL, b"-")
    except FileExistsError:
        return f"{os.path.dirname(folder)} is not a folder"
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror})"
    remove(environ, _TRIAL)
    return f"{folder} cannot be written"


def _why(environ: dict[str, str]) -> str:
    """Return why the environment names no folder, and what to set."""
    if os.name == "nt":
        return f" (set LOCALAPPDATA or {paths.CACHE_VARIABLE})"
    home = environ.get("HOME")
    if not home:
        return f" (set HOME or {paths.CACHE_VARIABLE})"
    if not os.path.isabs(home):
        fault = "is not an absolute path"
    else:
        fault = "is not a folder" if os.path.exists(home) else "does not exist"
    return f": HOME is {home}, which {fault} (set HOME or {paths.CACHE_VARIABLE})"


def _replace(folder: str, name: str, octets: bytes) -> None:
    part = os.path.join(folder, f"{name}.{os.getpid()}-{os.urandom(_RANDOM).hex()}{PART}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | flag("O_CLOEXEC"), 0o600)
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
        parts = [entry.path for entry in entries if _is_part(entry.name)]
    for part in parts:
        try:
            # The folder was just changed, by the same clock.
            if os.stat(folder).st_mtime - os.stat(part).st_mtime > _PART_SECONDS:
                os.unlink(part)
        except (FileNotFoundError, PermissionError):
            # Another process removes it, or Windows does not because it is open.
            continue


def _is_part(name: str) -> bool:
    """Tell whether `_replace` names files like this: other programs' downloads end alike."""
    mark = name.removesuffix(PART).rpartition(".")[2] if name.endswith(PART) else ""
    process, _, rest = mark.partition("-")
    return process.isdigit() and len(rest) == 2 * _RANDOM and _HEX.issuperset(rest)


def _make(folder: str, *, closed: bool) -> None:
    """Create a folder unless it exists; with `closed`, only the user may enter it afterwards."""
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        found = os.lstat(folder)
        if closed and stat.S_ISDIR(found.st_mode) and is_mine(found) and found.st_mode & 0o077:
            os.chmod(folder, 0o700)
