"""How this program was started, for anything that starts it again."""

from __future__ import annotations

import os
import sys

from aws_session.errors import SessionError
from aws_session.processes import executables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

_NAME = "aws-session"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def words() -> tuple[str, ...]:
    """Return the words that start this program in the same way, from any folder."""
    started = script()
    if started is None:
        isolated = "-I" if sys.flags.isolated else "-P"
        return (sys.executable, isolated, os.path.join(_PACKAGE, "__main__.py"))
    return (started,) if os.access(started, os.X_OK) else (sys.executable, started)


def path(environ: dict[str, str]) -> str:
    """Return the absolute path of the program, with its links unresolved.

    If it was started in another way, for example by `python -m`, the PATH is searched for its name.
    """
    started = script()
    if started is not None and os.access(started, os.X_OK):
        return started
    return next(_candidates(environ), None) or _refuse()


def lasting_path(environ: dict[str, str]) -> str:
    """Return a path to write into files; SessionError if all paths are in a cache."""
    from aws_session.processes import installation

    cache = installation.cache()
    if cache is None:
        return path(environ)
    inside = f"{os.path.realpath(cache)}{os.sep}"
    for found in _candidates(environ):
        if not os.path.realpath(found).startswith(inside):
            return found
    raise SessionError(
        f"aws-session runs from a cache, {cache}, whose files may be deleted at any time",
        hint=f"install it first: {installation.to_install()}",
    )


def lasting_words(environ: dict[str, str]) -> tuple[str, ...]:
    """Return words to write into files, which start this program wherever they are read.

    The path is not resolved: the target of an installer's link changes with every version.
    """
    from aws_session.processes import installation

    is_module = sys.argv[0].endswith("__main__.py")
    if is_module and installation.cache() is None and not _is_of_folder():
        return (sys.executable, "-P", "-m", "aws_session")
    return (lasting_path(environ),)


def script() -> str | None:
    """Return the start script that an installer made, if it is what runs."""
    if not os.path.basename(sys.argv[0]).startswith(_NAME):
        return None
    # The start scripts of Windows remove the extension.
    for started in (*executables.called(sys.argv[0]), sys.argv[0]):
        if os.path.isfile(started):
            return os.path.abspath(started)
    return None


def _refuse() -> NoReturn:
    from aws_session.processes import installation

    if _is_of_folder():
        raise SessionError(
            f"Python finds aws-session only in {os.path.dirname(_PACKAGE)}, which new shells and "
            "other programs do not search",
            hint=f"install it first: {installation.to_install()}",
        )
    raise SessionError(f"{_NAME} is not on the PATH", hint=installation.to_find())


def is_on_path(environ: dict[str, str]) -> bool:
    """Tell whether shells find a program with this one's name in every folder."""
    return next(_candidates(environ), None) is not None


def _candidates(environ: dict[str, str]) -> Iterator[str]:
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        # The meaning of a relative path depends on the folder that a shell is in.
        if not os.path.isabs(folder):
            continue
        for found in executables.called(os.path.join(folder, _NAME)):
            yield os.path.abspath(found)


def _is_of_folder() -> bool:
    """Tell whether Python finds this package only through the current folder or PYTHONPATH."""
    named = [] if sys.flags.ignore_environment else [os.environ.get("PYTHONPATH", "")]
    folders = [entry for text in named if text for entry in text.split(os.pathsep)]
    if not sys.flags.safe_path:
        folders.append(os.curdir)
    try:
        return os.path.dirname(_PACKAGE) in map(os.path.abspath, folders)
    except OSError:
        # The current folder is gone, and what was imported from it, too.
        return True
