"""Reading small files of this program, unless other users may have changed them."""

# They are a convenience: unreadable files count as missing, failed writes are ignored. Writing
# is in `file_writing`: no prompt waits for that.

from __future__ import annotations

import os
import stat

from aws_session import paths

if os.name == "nt":
    from aws_session.storage.windows import is_only_mine, is_readable_by_others, open_to_read
else:
    open_to_read = os.open

    def is_only_mine(folder: str, found: os.stat_result, environ: dict[str, str]) -> bool:  # noqa: ARG001 - the mode says it
        """Tell whether no other user may change what is in a folder."""
        return is_mine(found) and not found.st_mode & 0o022

    def is_readable_by_others(path: str) -> bool:
        """Tell whether a file's mode lets other users read it."""
        return bool(os.stat(path).st_mode & 0o077)


PART = ".part"
"""The end of the name of a file that is being written."""


def read(environ: dict[str, str], name: str) -> str | None:
    """Return a file's text; None if it is missing, not a file, or another user's."""
    folder = paths.cache(environ)
    if folder is None or not is_ours(folder, environ):
        return None
    flags = os.O_RDONLY | flag("O_NOFOLLOW") | flag("O_NONBLOCK") | flag("O_CLOEXEC")
    try:
        descriptor = open_to_read(os.path.join(folder, name), flags)
    except OSError:
        return None
    try:
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode) or not is_mine(found):
                return None
            return file.read().decode("utf-8", "surrogatepass")
    except (OSError, UnicodeDecodeError):
        return None


def names_in(environ: dict[str, str], subfolder: str) -> tuple[str, ...]:
    """Return the names to read a subfolder's files by; without one, those of the folder itself.

    A link in place of a subfolder is not followed.
    """
    folder = paths.cache(environ)
    place = os.path.join(folder or "", subfolder)
    try:
        found = os.listdir(place) if folder and not (subfolder and os.path.islink(place)) else []
    except OSError:
        return ()
    kept = (name for name in sorted(found) if not name.endswith(PART))
    return tuple(f"{subfolder}/{name}".lstrip("/") for name in kept)


def is_ours(folder: str, environ: dict[str, str]) -> bool:
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


def is_mine(found: os.stat_result) -> bool:
    return os.name == "nt" or found.st_uid == os.geteuid()


def flag(name: str) -> int:
    found: int = getattr(os, name, 0)
    return found
