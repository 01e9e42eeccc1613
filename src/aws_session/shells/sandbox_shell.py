"""How each shell is opened so that our own code runs after the user's rc files."""

from __future__ import annotations

import shutil
from pathlib import Path

from aws_session import shells
from aws_session.environment import EnvironmentChange
from aws_session.errors import UsageError
from aws_session.model import Record

FOLDER = "AWS_SESSION_SANDBOX_FOLDER"


class Entrance(Record):
    """How one shell is opened: `ENTRANCE` in the `sandbox.py` of its folder.

    In these texts, `@CHANGE@` is a change of the environment and `@RESTORE@` restores the variables
    that were borrowed, both in the shell's dialect; `@TEXT@` is what runs last. `@FOLDER@` is where
    the files are; the texts take it from AWS_SESSION_SANDBOX_FOLDER, so it needs no quoting.
    """

    text: str
    """What runs last."""
    arguments: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    """The files to write into the folder first, by name."""
    borrowed: tuple[tuple[str, str], ...] = ()
    """The variables that point the shell to the files."""
    programs: dict[str, Entrance] = {}  # noqa: RUF012 - a record's default, never changed
    """The programs of this dialect that are opened in a different way."""


class Opening(Record):
    """A shell about to be opened: words, variables, and the files to write first, by name."""

    argv: tuple[str, ...]
    environ: dict[str, str]
    files: dict[str, str]

    REDACTED = ("environ",)


def opening(
    program: str, folder: str, environ: dict[str, str], change: EnvironmentChange
) -> Opening:
    """Return how a shell is opened; the user's rc files run before `change` is applied again.

    Raises UsageError for a shell that cannot be opened like this.
    """
    basename = Path(program).name
    dialect = shells.dialect(shells.by_process(program) or basename)
    entrance = _entrance(dialect.name, basename)
    names = tuple(name for name, _ in entrance.borrowed)
    pieces = {
        "FOLDER": folder,
        "HOME": environ.get("HOME") or environ.get("USERPROFILE", ""),
        "RESTORE": dialect.render(_restoring(environ, names)).rstrip("\n"),
    }
    texts = (entrance.text, *(text for _, text in entrance.files))
    if any("@CHANGE@" in text for text in texts):
        pieces["CHANGE"] = dialect.render(change).rstrip("\n")
    pieces["TEXT"] = _filled(entrance.text, pieces)
    applet = ("sh",) if basename == "busybox" else ()
    words = (_filled(word, pieces) for word in entrance.arguments)
    return Opening(
        (program, *applet, *words),
        environ | {name: _filled(value, pieces) for name, value in entrance.borrowed},
        {name: _filled(text, pieces) for name, text in entrance.files},
    )


def _entrance(shell: str, program: str) -> Entrance:
    found = shells.module(shell, "sandbox")
    if found is None:
        raise UsageError(
            f"aws-session cannot open {shell}", hint=f"name another: --shell {'|'.join(_known())}"
        )
    usual: Entrance = found.ENTRANCE
    return usual.programs.get(program.lower().removesuffix(".exe"), usual)


def _known() -> list[str]:
    names = shells.shells_with("sandbox")
    return [*names, *(other for name in names for other in _entrance(name, "").programs)]


def named(shell: str, path: str | None) -> str:
    """Return the program for a name: the name itself, or a program that uses the dialect."""
    dialect = shells.dialect(shell)
    if dialect.data:
        raise UsageError(
            f"{shell} is an output format, not a shell",
            hint=f"name a shell: --shell {'|'.join(_known())}",
        )
    for program in (shell, *shells.PROCESSES[dialect.name]):
        found = shutil.which(program, path=path)
        if found is not None:
            return found
    raise UsageError(
        f"{shell} is not on the PATH", hint="install it, or name another: --shell NAME"
    )


def _restoring(environ: dict[str, str], names: tuple[str, ...]) -> EnvironmentChange:
    there = tuple((name, environ[name]) for name in names if name in environ)
    return EnvironmentChange(tuple(name for name in names if name not in environ), there)


def _filled(text: str, pieces: dict[str, str]) -> str:
    for name, piece in pieces.items():
        text = text.replace(f"@{name}@", piece)
    return text
