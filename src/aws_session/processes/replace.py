"""Replacing this process by another program."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from contextlib import contextmanager

from aws_session.core_dumps import CORE_DUMPS
from aws_session.errors import SessionError
from aws_session.signals import STOPS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from aws_session.processes.program import Program

_MOST_OF_LINE = 256
"""Bytes of a script's first line that Linux reads."""

_IGNORED_BY_PYTHON = ("SIGPIPE", "SIGXFSZ")


def replace_process(program: Program, stdout: int) -> NoReturn:
    """Replace this program with another.

    Raises CannotRunError or ProgramNotFoundError. The program inherits what this process was given,
    in addition to `stdout`.
    """
    for ignored in _IGNORED_BY_PYTHON:
        signal.signal(getattr(signal, ignored), signal.SIG_DFL)
    os.dup2(stdout, 1)
    try:
        with as_found():
            _execute(program)
    except OSError as error:
        raise explained(program, error) from error


def _execute(program: Program) -> NoReturn:
    try:
        os.execvpe(program.argv[0], program.argv, program.environ)  # noqa: S606 - what the user named
    except OSError as error:
        words = by_sh(program, error)
        if words is None:
            raise
    os.execve(words[0], words, program.environ)  # noqa: S606


class CannotRunError(SessionError):
    """A program exists but does not start; the status is the one that shells use."""

    status = 126
    keeps_status = True


class ProgramNotFoundError(SessionError):
    """The program to run does not exist; the status is the one that shells use."""

    status = 127
    keeps_status = True


@contextmanager
def as_found(*, stops: bool = True) -> Iterator[None]:
    """Start a program inside this context, and it gets what this process was given.

    That is the limit of core dumps and, with `stops`, Ctrl-Z. Signals that are caught have their
    default action in the program anyway, and those that Python ignores are restored where it is
    started.
    """
    CORE_DUMPS.bring_back()
    if stops:
        STOPS.bring_back()
    try:
        yield
    finally:
        CORE_DUMPS.take_away()
        STOPS.take_away()


def by_sh(program: Program, error: OSError) -> tuple[str, ...] | None:
    """Return the words for a script whose first line names no interpreter: sh runs it."""
    if error.errno != errno.ENOEXEC:
        return None
    name = program.argv[0]
    path = shutil.which(name, path=program.environ.get("PATH")) or name
    return ("/bin/sh", path, *program.argv[1:])


def without_interpreter(name: str, path: str | None) -> tuple[str, str] | None:
    """Say what a program that exists needs and does not find, and what to do about it."""
    file = shutil.which(name, path=path)
    if file is None:
        return None
    try:
        with open(file, "rb") as script:
            first = script.readline(_MOST_OF_LINE)
    except OSError:
        return None
    if first.startswith(b"\x7fELF"):
        return "the loader that it names does not exist", "use a program for this system"
    if not first.startswith(b"#!"):
        return None
    words = first[2:].rstrip(b"\n").replace(b"\t", b" ").strip(b" ")
    interpreter = words.partition(b" ")[0]
    if os.path.exists(interpreter):
        return None
    if interpreter.endswith(b"\r"):
        return "it has Windows line endings", "save it with Unix line endings (LF)"
    from aws_session.model.terminal_text import sanitize

    shown = sanitize(interpreter.decode("utf-8", "replace"))
    return (
        f"its first line names {shown}, which does not exist",
        "correct the line, or install that program",
    )


def explained(program: Program, error: OSError) -> SessionError:
    name = program.argv[0]
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        missing = without_interpreter(name, program.environ.get("PATH"))
        if missing is not None:
            what, hint = missing
            return CannotRunError(f"{name} cannot be run: {what}", hint=hint)
        return ProgramNotFoundError(f"{name}: not found", hint="check its name and the PATH")
    return CannotRunError(
        f"{name} cannot be run: {error.strerror}", hint="it must be an executable program"
    )
