"""Replacing this process by another program."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from contextlib import contextmanager

from aws_session.errors import SessionError
from aws_session.processes.inherited import INHERITED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from aws_session.processes.program import Program

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
    INHERITED.bring_back(stops=stops)
    try:
        yield
    finally:
        INHERITED.take_away()


def by_sh(program: Program, error: OSError) -> tuple[str, ...] | None:
    """Return the words for a script whose first line names no interpreter: sh runs it."""
    if error.errno != errno.ENOEXEC:
        return None
    name = program.argv[0]
    path = shutil.which(name, path=program.environ.get("PATH")) or name
    return ("/bin/sh", path, *program.argv[1:])


def explained(program: Program, error: OSError) -> SessionError:
    name = program.argv[0]
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ProgramNotFoundError(f"{name}: not found", hint="check its name and the PATH")
    return CannotRunError(
        f"{name} cannot be run: {error.strerror}", hint="it must be an executable program"
    )
