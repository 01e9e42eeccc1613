"""The settings file: reading it, creating it, adding to it."""

from __future__ import annotations

import codecs
import os

from aws_session import paths
from aws_session.config import whole_files
from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aws_session.config import Settings


def read(environ: dict[str, str], *, quickly: bool = False) -> Settings:
    """Return the settings; none without a file. SessionError names file and line.

    `quickly` is for callers that cannot wait.
    """
    from aws_session.config import NONE

    path = paths.settings(environ)
    try:
        octets = whole_files.read(path, quickly=quickly)
    except (FileNotFoundError, NotADirectoryError):
        return NONE
    except OSError as error:
        raise _unreadable(path, error) from error
    return parsed(octets, path)


def problems(environ: dict[str, str]) -> tuple[SessionError, ...]:
    """Return all errors in the settings; a file that cannot be parsed has one."""
    from aws_session.config import settings_schema

    path = paths.settings(environ)
    try:
        return settings_schema.problems(*_table(content(path), path), path)
    except SessionError as error:
        return (error,)


def parsed(octets: bytes, path: str) -> Settings:
    """Return the settings in a file's content."""
    from aws_session.config import settings_schema

    return settings_schema.check(*_table(octets, path), path)


def _table(octets: bytes, path: str) -> tuple[dict[str, Any], str]:
    """Return a file's content as parsed TOML, and its text."""
    from aws_session.config import plain_toml

    try:
        text = whole_files.text(octets)
    except UnicodeDecodeError as error:
        from aws_session.config.unreadable_files import no_text

        raise SessionError(no_text(path, error), hint=_MEND) from error
    table = plain_toml.read(text)
    if table is None:
        table = _parsed(text, path)
    named = table.get("label_variables")
    if isinstance(named, list):
        # As in the environment: Windows has only capitals.
        table["label_variables"] = [_as_here(name) for name in named]
    return table, text


def _parsed(text: str, path: str) -> dict[str, Any]:
    # Imported late: loading the parser costs more than reading a simple file.
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        line = where.partition("line ")[2].partition(",")[0]
        at = f", line {line}" if line else ""
        raise SessionError(f"{path}{at}: not valid TOML: {what}", hint=_MEND) from error
    except ValueError as error:
        # Python limits the digits of a number, and the parser does not expect that.
        raise SessionError(f"{path}: a number has too many digits", hint=_MEND) from error
    except RecursionError as error:
        raise SessionError(f"{path} is nested too deeply", hint=_MEND) from error


def _as_here(name: object) -> object:
    names = os.environ
    return names.decodekey(names.encodekey(name)) if isinstance(name, str) else name


def begin(path: str, text: str) -> bool:
    """Create a new file that only its user can read; False if it already exists."""
    try:
        os.makedirs(os.path.dirname(path) or ".", 0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise _unwritable(path, error) from error
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def content(path: str) -> bytes:
    """Return the file's content, empty if it does not exist."""
    try:
        return whole_files.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise _unreadable(path, error) from error


def names(path: str) -> frozenset[str]:
    """Return the settings before all tables, and the kinds of tables."""
    return frozenset(_table(content(path), path)[0])


def add(path: str, text: str, first: str = "") -> None:
    """Append to the file; SessionError if the result would not be valid settings.

    `first` is put before everything else, because no table may precede it.
    """
    before = content(path).removeprefix(codecs.BOM_UTF8) if first else content(path)
    # A last line without a newline would run into the addition.
    added = ("\n" if before and not before.endswith(b"\n") else "") + text
    parsed(first.encode() + before + added.encode(), path)
    if begin(path, first + (added if first else added.lstrip("\n"))):
        return
    try:
        if first:
            _replace(path, first.encode() + before + added.encode())
            return
        with open(path, "ab") as file:
            file.write(added.encode())
    except OSError as error:
        raise _unwritable(path, error) from error


def _replace(path: str, octets: bytes) -> None:
    """Replace the content of a file, which keeps the old one until the new one is written."""
    import shutil
    import tempfile

    real = os.path.realpath(path)
    descriptor, new = tempfile.mkstemp(prefix=".aws-session-", dir=os.path.dirname(real))
    try:
        with open(descriptor, "wb") as file:
            file.write(octets)
        shutil.copymode(real, new)
        os.replace(new, real)
    except OSError:
        os.unlink(new)
        raise


def discard(path: str, text: str) -> bool:
    """Remove a file that still has its initial content."""
    if content(path) != text.encode():
        return False
    os.unlink(path)
    return True


_MEND = "fix it: aws-session config"


def _unreadable(path: str, error: OSError) -> SessionError:
    from aws_session.config import unreadable_files

    hint = unreadable_files.hint(path, error)
    if os.path.isdir(path):
        hint = "move the folder away, or use another file: export AWS_SESSION_CONFIG=FILE"
    return SessionError(f"{path} cannot be read: {error.strerror}", hint=hint)


def _unwritable(path: str, error: OSError) -> SessionError:
    return SessionError(
        f"{path} cannot be written: {error.strerror}",
        hint="use another file: export AWS_SESSION_CONFIG=FILE",
    )
