"""What a program that we start gets from us, and what becomes of one that does not start."""

from __future__ import annotations

import errno
import shutil
from contextlib import contextmanager

from aws_session.edge.inherited import INHERITED
from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.lending.program import Program


class CannotRunError(SessionError):
    """A program that was to be run is there but does not start; the status is the shells' own."""

    status = 126
    keeps_status = True


class ProgramNotFoundError(SessionError):
    """A program that was to be run is not there; the status is the shells' own."""

    status = 127
    keeps_status = True


@contextmanager
def as_found(*, stops: bool = True) -> Iterator[None]:
    """Start a program in here, and it gets what this process was given.

    Those are the limit of core dumps and, with `stops`, Ctrl-Z. Caught signals are the default
    for it anyway, and those that Python ignores are brought back where a program is started.
    """
    INHERITED.bring_back(stops=stops)
    try:
        yield
    finally:
        INHERITED.take_away()


def by_sh(program: Program, error: OSError) -> tuple[str, ...] | None:
    """Return the words for a script whose first line names no interpreter: it is sh's."""
    if error.errno != errno.ENOEXEC:
        return None
    name = program.argv[0]
    path = shutil.which(name, path=program.environ.get("PATH")) or name
    return ("/bin/sh", path, *program.argv[1:])


def explained(program: Program, error: OSError) -> SessionError:
    name = program.argv[0]
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ProgramNotFoundError(f"{name}: not found", hint="is it on the PATH?")
    return CannotRunError(
        f"{name} cannot be run: {error.strerror}", hint="it must be an executable program"
    )
