"""How a POSIX system starts programs."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from contextlib import contextmanager, suppress

from aws_session.processes import foreground, replace, this_program
from aws_session.terminal import is_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from aws_session.processes.program import Program

EDITOR = "vi"
PAGER = "less"
TEMPORARY = "TMPDIR"

joined = shlex.join
split = shlex.split
run = foreground.run
replace_process = replace.replace_process


def find(name: str, environ: dict[str, str]) -> str | None:
    """Return the program that a name means."""
    return shutil.which(name, path=environ.get("PATH"))


def check_found(program: Program) -> None:
    """Raise what starting a program would raise if nothing has its name."""
    name, path = program.argv[0], program.environ.get("PATH", os.defpath)
    if shutil.which(name, os.F_OK, path) is None and not (os.sep in name and os.path.exists(name)):
        raise replace.explained(program, FileNotFoundError())


def shell_words(command: str) -> list[str]:
    """Return the words with which the system's shell runs a command line."""
    return ["sh", "-c", command]


def editor_words(editor: str, path: str) -> list[str]:
    """Return the words that run an editor, which may have arguments of its own, on a file."""
    return ["sh", "-c", f'{editor} "$@"', editor, path]


class _Family(subprocess.Popen[bytes]):
    """A program that is killed together with all that it has started, as far as Linux tells.

    A shell that runs a command line would leave the command behind, with our terminal and stderr.
    """

    def kill(self) -> None:
        below = _below(self.pid) if self.poll() is None else []
        super().kill()
        for pid in below:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _below(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            children = [int(word) for word in file.read().split()]
    except OSError:
        return []
    return [each for child in children for each in (child, *_below(child))]


def start(words: Sequence[str], environ: dict[str, str], **how: Any) -> subprocess.Popen[bytes]:
    """Start a program of the user's."""
    return _Family(words, env=environ, **how)


def communicate(
    child: subprocess.Popen[bytes],
    seconds: float | None = None,
    heard: Callable[[bytes], None] | None = None,
) -> tuple[bytes, bytes]:
    """Return what a program prints until it ends; TooMuchError if that is without end.

    If it takes long, `heard` gets what it prints on stderr meanwhile.
    """
    # Imported late: most commands read no program.
    from aws_session.processes import bounded_output

    return bounded_output.communicate(child, seconds, heard)


def failure(status: int) -> str:
    """Say how a program failed; the number of a signal that ended it is negative."""
    if status >= 0:
        return f"failed with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"


def credential_process(words: Sequence[str]) -> str:
    """Return a command line for tools that split it themselves and for those that use sh."""
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    if word and _PLAIN.issuperset(word):
        return word
    # Six SDKs take what follows a space and one of these for a comment, even inside quotes.
    for blank in " \t":
        for mark in "#;":
            word = word.replace(blank + mark, f"{blank}{_APART}{mark}")
    return "'" + word.replace("'", "'\"'\"'").replace(_APART, "''") + "'"


_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-")

_APART = "\0"
"""Marks the place between two quoted parts; no argument can contain it."""


@contextmanager
def this_program_with(variables: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Return words that run this program with other variables than the caller's."""
    changed = (f"{name}={value}" for name, value in variables.items())
    yield ("env", *changed, *this_program.words())


def write_starter(path: str) -> None:
    """Write a program that starts this one, in the same way and with the same interpreter."""
    this = f"exec {shlex.join(this_program.words())}"
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(f'#!/bin/sh\n{this} "$@"\n')
    os.chmod(path, 0o700)


@contextmanager
def terminal() -> Iterator[tuple[int | None, int | None]]:
    """Open the terminal, to read from and to write to; None if there is no such terminal."""
    if not is_there():
        yield None, None
        return
    descriptor = os.open("/dev/tty", os.O_RDWR)
    try:
        yield descriptor, descriptor
    finally:
        os.close(descriptor)
