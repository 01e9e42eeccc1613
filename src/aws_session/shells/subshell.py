"""Whether our shell function runs in its shell itself or in a subshell."""

from __future__ import annotations

import os
import stat
import sys

_STDIN = "0"
_MOST = 40
"""Processes to look at before giving up."""


def is_one(shell: int) -> bool:
    """Tell whether the function runs in a subshell of the shell with this process ID.

    ksh93 makes subshells without a process: they count as the shell itself.
    """
    # The function captures the code in a process between its shell and this one.
    return shell not in _ancestors()[:2]


def is_in_pipe(descriptors: tuple[int, ...], shell: int) -> bool:
    """Tell whether the function runs in a subshell, and one of its descriptors is a pipe."""
    return any(map(_is_pipe, descriptors)) and is_one(shell)


def is_in_background(shell: int) -> bool:
    """Tell whether the function runs in a subshell in the background of its terminal (`&`)."""
    if not hasattr(os, "tcgetpgrp"):
        return False
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        is_in_front = os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
    return not is_in_front and is_one(shell)


def is_captured(output: int, shell: int) -> bool:
    """Tell whether a process from the function up to its shell reads what is written to `output`.

    That is true of `$(…)`, not of a pipe to another program. If it cannot be known, it is assumed.
    """
    found = os.fstat(output)
    # In ksh93, what runs in `$(…)` writes to a file that has no name.
    nameless = stat.S_ISREG(found.st_mode) and found.st_nlink == 0
    if not nameless and not stat.S_ISFIFO(found.st_mode):
        return False
    if sys.platform != "linux":
        return nameless or is_one(shell)
    ancestors = _ancestors()
    if shell not in ancestors:
        return True
    return any(_reads(pid, found) for pid in ancestors[: ancestors.index(shell) + 1])


def _is_pipe(descriptor: int) -> bool:
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    # ksh93 connects programs with sockets.
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _reads(pid: int, file: os.stat_result) -> bool:
    """Tell whether a process could read what is written to a file, other than from its stdin."""
    try:
        numbers = os.listdir(f"/proc/{pid}/fd")
        return any(number != _STDIN and _is_read_end(pid, number, file) for number in numbers)
    except OSError:
        return True


def _is_read_end(pid: int, number: str, file: os.stat_result) -> bool:
    try:
        if not os.path.samestat(os.stat(f"/proc/{pid}/fd/{number}"), file):
            return False
        with open(f"/proc/{pid}/fdinfo/{number}", encoding="ascii") as info:
            flags = next(line for line in info if line.startswith("flags:"))
    except FileNotFoundError:
        # Closed since it was listed.
        return False
    return int(flags.split()[1], 8) & os.O_ACCMODE != os.O_WRONLY


def _ancestors() -> list[int]:
    """Return the process IDs of this process's ancestors, nearest first."""
    if sys.platform != "linux":
        from aws_session.shells import detect

        return [pid for pid, _ in detect.ancestors()]
    pids = [os.getppid()]
    while pids[-1] > 1 and len(pids) < _MOST:
        pids.append(_parent(pids[-1]))
    return pids


def _parent(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # The name in parentheses may contain anything; the parent's ID is the second field
            # after it.
            return int(file.read().rpartition(b")")[2].split()[1])
    except OSError:
        return 0
