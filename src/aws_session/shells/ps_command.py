"""The ancestors of this process as `ps` shows them, on systems without /proc."""

from __future__ import annotations

import os
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 40
"""Ancestors to look at before giving up."""


def ancestors() -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield process IDs, nearest first, each with the name of the process."""
    return _climb(_processes())


def _processes() -> dict[int, tuple[int, str]]:
    """Return each process's parent and name, by ID; empty if the system has no such table."""
    try:
        return _from_ps()
    except OSError:
        return {}


def _from_ps() -> dict[int, tuple[int, str]]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,comm="],  # noqa: S607 - found by PATH on every Unix
        capture_output=True, text=True, errors="replace", check=False,
    ).stdout  # fmt: skip
    rows = (line.split(None, 2) for line in listing.splitlines())
    return {int(row[0]): (int(row[1]), row[2]) for row in rows if len(row) == 3}  # noqa: PLR2004


def _climb(processes: dict[int, tuple[int, str]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Follow this process to its ancestors; a table that changed meanwhile may contain a cycle."""
    pid = os.getppid()
    for _ in range(_MOST):
        if pid not in processes:
            return
        parent, name = processes[pid]
        yield pid, (name,)
        pid = parent
