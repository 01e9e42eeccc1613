"""Becoming another program, in this process: status, signals and streams are that one's own."""

from __future__ import annotations

import os
import signal
import subprocess

from aws_session.edge import starting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from aws_session.lending.program import Program

_IGNORED_BY_PYTHON = ("SIGPIPE", "SIGXFSZ")


def become(program: Program, stdout: int) -> int:
    """Run a program in the place of this one; returns only where the system has no such thing.

    Raises CannotRunError or ProgramNotFoundError. What the program is handed besides `stdout` is
    what this process was given.
    """
    if os.name == "nt":
        return _run_and_wait(program, stdout)
    for ignored in _IGNORED_BY_PYTHON:
        signal.signal(getattr(signal, ignored), signal.SIG_DFL)
    os.dup2(stdout, 1)
    try:
        with starting.as_found():
            _execute(program)
    except OSError as error:
        raise starting.explained(program, error) from error


def _execute(program: Program) -> NoReturn:
    try:
        os.execvpe(program.argv[0], program.argv, program.environ)  # noqa: S606 - what the user named
    except OSError as error:
        words = starting.by_sh(program, error)
        if words is None:
            raise
    os.execve(words[0], words, program.environ)  # noqa: S606


def _run_and_wait(program: Program, stdout: int) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(  # noqa: S603 - what the user named
            program.argv, env=program.environ, stdout=stdout, check=False
        ).returncode
    except OSError as error:
        raise starting.explained(program, error) from error
