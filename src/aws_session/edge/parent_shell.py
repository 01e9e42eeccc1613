"""Which shell is asking: the nearest ancestor process that is one."""

from __future__ import annotations

import os
import sys

from aws_session import dialects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_FAR = 40
"""Ancestors to look at before giving up."""


def find(environ: dict[str, str]) -> str:
    """Return the dialect of the nearest ancestor that is a shell, else of the login shell."""
    spoken = dialects.by_process(nearest() or environ.get("SHELL", ""))
    return spoken or ("powershell" if os.name == "nt" else "sh")


def nearest() -> str | None:
    """Return the program of the nearest ancestor that is a shell."""
    for _, names in ancestors():
        for name in names:
            if dialects.by_process(name):
                return name
    return None


def ancestors() -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield process ids, nearest first, each with the names that the process goes by."""
    if sys.platform == "linux":
        return _from_proc()
    from aws_session.edge import process_table

    return process_table.ancestors(_FAR)


def _from_proc() -> Iterator[tuple[int, tuple[str, ...]]]:
    pid = os.getppid()
    for _ in range(_FAR):
        if pid <= 1:
            return
        words = _read(f"/proc/{pid}/cmdline").split(b"\0")
        try:
            running = os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")
        except OSError:
            running = ""
        names = (running, *(os.fsdecode(word) for word in words[:1]))
        if "python" in os.path.basename(running):
            # A shell written in Python is a script of its interpreter.
            names = (*names, *_script([os.fsdecode(word) for word in words[1:]]))
        yield pid, names
        stat = _read(f"/proc/{pid}/stat")
        # The name in parentheses may hold anything; the parent's id is the second field behind.
        pid = int(stat.rpartition(b")")[2].split()[1]) if stat else 0


def _script(words: list[str]) -> tuple[str, ...]:
    """Return the script or module that a Python interpreter runs, from its words."""
    rest = iter(words)
    for word in rest:
        if word == "-c":
            break
        if word in {"-X", "-W"}:
            next(rest, None)
        elif not word.startswith("-"):
            return (word,)
    return ()


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
