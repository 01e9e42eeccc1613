"""What is wrong with a file that cannot be read or understood, and what to do about it."""

from __future__ import annotations

import os

from aws_session import paths
from aws_session.errors import SessionError

_UTF_16 = frozenset({b"\xff\xfe", b"\xfe\xff"})
"""Its byte order marks, as PowerShell 5.1 writes them."""


def too_deep(path: str) -> SessionError:
    return SessionError(f"{path} is nested too deeply", hint="check that this is the right file")


def no_text(path: str, error: UnicodeDecodeError) -> str:
    """Explain where a file is not UTF-8, and what it is instead if its mark says so."""
    line = error.object[: error.start].count(b"\n") + 1
    wide = error.object[:2] in _UTF_16
    found = ", but UTF-16 with a byte order mark (BOM)" if wide else ""
    return f"{path}, line {line}: not UTF-8 text{found}"


def with_nul(path: str, text: str) -> SessionError:
    """Return the error for a text that no variable, path or command can hold."""
    line = text.partition("\0")[0].count("\n") + 1
    return SessionError(
        f"{path}, line {line}: contains a NUL character, as UTF-16 and damaged files do",
        hint="save the file as UTF-8, without NUL characters",
    )


def hint(path: str, error: OSError) -> str:
    """Return what to do about a file that cannot be read."""
    if os.path.exists(path) and not os.path.isfile(path):
        return f"put a file in place of {path}"
    if os.path.islink(path) and not os.path.exists(path):
        return f"fix the symbolic link: {path}"
    if not isinstance(error, PermissionError):
        return "check the path and the disk"
    return f"make it readable: {paths.granting(path)}"
