"""Becoming another program, in this process: status, signals and streams are that one's own."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess

from aws_session.errors import CannotRunError, ProgramNotFoundError, SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from aws_session.program import Program

_IGNORED_BY_PYTHON = ("SIGPIPE", "SIGXFSZ")


def become(program: Program, stdout: int) -> int:
    """Run a program in the place of this one; returns only where the system has no such thing.

    Raises CannotRunError or ProgramNotFoundError. What the program is handed besides `stdout` is
    what this process was given.
    """
    name = program.argv[0]
    if os.name == "nt":
        return _run_and_wait(program, stdout)
    for ignored in _IGNORED_BY_PYTHON:
        signal.signal(getattr(signal, ignored), signal.SIG_DFL)
    os.dup2(stdout, 1)
    try:
        _execute(program)
    except OSError as error:
        raise _explained(error, name) from error


def _execute(program: Program) -> NoReturn:
    try:
        os.execvpe(program.argv[0], program.argv, program.environ)  # noqa: S606 - what the user named
    except OSError as error:
        # A script without a first line that names its interpreter is sh's, as in every shell.
        if error.errno != errno.ENOEXEC:
            raise
    path = shutil.which(program.argv[0], path=program.environ.get("PATH")) or program.argv[0]
    os.execve("/bin/sh", ("sh", path, *program.argv[1:]), program.environ)  # noqa: S606


def _run_and_wait(program: Program, stdout: int) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(  # noqa: S603 - what the user named
            program.argv, env=program.environ, stdout=stdout, check=False
        ).returncode
    except OSError as error:
        raise _explained(error, program.argv[0]) from error


def _explained(error: OSError, name: str) -> SessionError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ProgramNotFoundError(f"{name}: not found", hint="is it on the PATH?")
    return CannotRunError(
        f"{name} cannot be run: {error.strerror}", hint="it must be an executable program"
    )
