"""The command line by which other programs start this one."""

from __future__ import annotations

import os
import sys

from aws_session.errors import SessionError

_NAME = "aws-session"


def path(environ: dict[str, str]) -> str:
    """Return the absolute path of the program, through whatever links lead to it.

    Started in another way, by `python -m` for one, it is what the PATH has under its name.
    """
    started = sys.argv[0]
    if os.path.basename(started).startswith(_NAME) and _runs(started):
        return os.path.abspath(started)
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        for suffix in ("", ".exe"):
            found = os.path.join(folder or ".", _NAME + suffix)
            if _runs(found):
                return os.path.abspath(found)
    raise SessionError(f"{_NAME} is not on the PATH", hint="add its folder to the PATH")


def words(environ: dict[str, str]) -> tuple[str, ...]:
    """Return the words that run this program, wherever somebody looks for programs.

    The path is not resolved: what installers link to changes with every version.
    """
    if sys.argv[0].endswith("__main__.py"):
        return (sys.executable, "-m", "aws_session")
    return (path(environ),)


def _runs(file: str) -> bool:
    return os.path.isfile(file) and os.access(file, os.X_OK)
