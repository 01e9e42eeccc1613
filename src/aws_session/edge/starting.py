"""What becomes of a program that does not start, as every shell has it."""

from __future__ import annotations

import errno
import shutil

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.lending.program import Program


class CannotRunError(SessionError):
    """A program that was to be run is there but does not start; the status is the shells' own."""

    status = 126
    keeps_status = True


class ProgramNotFoundError(SessionError):
    """A program that was to be run is not there; the status is the shells' own."""

    status = 127
    keeps_status = True


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
