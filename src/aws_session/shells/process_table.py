"""A process's ancestors, where the system has only a table of all processes."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def ancestors(far: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield process ids, nearest first and at most so many, each with the name it goes by.

    None where the table cannot be had, as without `ps`.
    """
    try:
        processes = _from_toolhelp() if sys.platform == "win32" else _from_ps()
    except OSError:
        processes = {}
    return climb(processes, far)


def _from_ps() -> dict[int, tuple[int, str]]:
    import subprocess

    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,comm="],  # noqa: S607 - found by PATH on every Unix
        capture_output=True, text=True, errors="replace", check=False,
    ).stdout  # fmt: skip
    rows = (line.split(None, 2) for line in listing.splitlines())
    return {int(row[0]): (int(row[1]), row[2]) for row in rows if len(row) == 3}  # noqa: PLR2004


def _from_toolhelp() -> dict[int, tuple[int, str]]:
    from aws_session.shells import windows

    return windows.processes()


def climb(processes: dict[int, tuple[int, str]], far: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Follow a process to its ancestors; a table that changed meanwhile may lead in a circle."""
    pid = os.getppid()
    for _ in range(far):
        if pid not in processes:
            return
        parent, name = processes[pid]
        yield pid, (name,)
        pid = parent
