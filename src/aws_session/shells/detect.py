"""Which shell this program runs in, found among its ancestor processes."""

from __future__ import annotations

import os
import sys

from aws_session import shells

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 40
"""Ancestors to look at before giving up."""


_OF_A_PERSON = frozenset({"-l", "-login", "-nologo", "-noprofile", "-nop", "-interactive", "-i"})
"""Options of an interactive PowerShell, in lower case; `-NoExit` is another."""


def typed_in() -> str | None:
    """Return the program of the shell in which a person typed this command line.

    Unlike the shell of a script, it puts this process into a process group of its own, or it runs
    no script.
    """
    if sys.platform == "win32":
        # Windows does not tell who owns the console: the nearest shell is used.
        return _nearest_on_windows(whole_path=True)
    for pid, names in ancestors():
        program = next((name for name in names if shells.by_process(name)), None)
        if program is not None and (_is_interactive(pid) or _runs_no_script(pid, program)):
            return program
    return None


def own(environ: dict[str, str]) -> tuple[str, ...]:
    """Return how to start the shell that its user works in: this one, or else the login shell."""
    login = login_shell(environ)
    shell = typed_in() or (login if shells.by_process(login) else None)
    return started(shell or USUAL)


USUAL = "cmd" if sys.platform == "win32" else "sh"
"""The shell to use if no other is known."""


def started(shell: str) -> tuple[str, ...]:
    """Return the words that start a shell, whose program may have other functions, too."""
    return (shell, "sh") if os.path.basename(shell) == "busybox" else (shell,)


def _is_interactive(pid: int) -> bool:
    try:
        return os.getsid(pid) == os.getsid(0) and os.getpgid(pid) != os.getpgrp()
    except (OSError, AttributeError):
        return False


def _runs_no_script(pid: int, program: str) -> bool:
    """Tell whether this is an interactive PowerShell, which uses no process groups."""
    if sys.platform != "linux" or shells.by_process(program) != "powershell":
        return False
    words = [os.fsdecode(word).lower() for word in _read(f"/proc/{pid}/cmdline").split(b"\0")[1:-1]]
    return any(word.startswith("-noe") for word in words) or all(
        word in _OF_A_PERSON for word in words
    )


def find(environ: dict[str, str]) -> str:
    """Return the dialect of the nearest ancestor that is a shell, or else of the login shell."""
    dialect = shells.by_process(nearest() or login_shell(environ))
    return dialect or ("powershell" if sys.platform == "win32" else "sh")


def login_shell(environ: dict[str, str]) -> str:
    """Return the program of the login shell, empty for none.

    Windows has none: SHELL is inherited there from a Unix shell above.
    """
    return "" if sys.platform == "win32" else environ.get("SHELL", "")


def nearest() -> str | None:
    """Return the program of the nearest ancestor that is a shell."""
    if sys.platform == "win32":
        return _nearest_on_windows(whole_path=False)
    for _, names in ancestors():
        for name in names:
            if shells.by_process(name):
                return name
    return None


def ancestors() -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield process IDs, nearest first, each with the names of the process."""
    if sys.platform == "linux":
        return _from_proc()
    if sys.platform == "win32":
        from aws_session.shells import windows

        return ((pid, (name,)) for pid, name in windows.ancestors())
    return _climb(_processes())


def _nearest_on_windows(*, whole_path: bool) -> str | None:
    """Return the nearest shell; a cmd that only runs this program is the last resort."""
    from aws_session.shells import windows

    between = None
    for pid, name in windows.ancestors():
        if not shells.by_process(name):
            continue
        found = (windows.image(pid) if whole_path else None) or name
        if between is None and windows.is_bridge(pid, name):
            between = found
        else:
            return found
    return between


def _from_proc() -> Iterator[tuple[int, tuple[str, ...]]]:
    pid = os.getppid()
    for _ in range(_MOST):
        if pid <= 1:
            return
        words = _read(f"/proc/{pid}/cmdline").split(b"\0")
        try:
            running = os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")
        except OSError:
            running = ""
        names = (running, *(os.fsdecode(word) for word in words[:1]))
        if "python" in os.path.basename(running):
            # The process of a shell written in Python is an interpreter that runs a script.
            names = (*names, *_script([os.fsdecode(word) for word in words[1:]]))
        yield pid, names
        stat = _read(f"/proc/{pid}/stat")
        # The name in parentheses may contain anything; the parent's ID is the second field after
        # it.
        pid = int(stat.rpartition(b")")[2].split()[1]) if stat else 0


def _script(words: list[str]) -> tuple[str, ...]:
    """Return the script or module that a Python interpreter runs, from its arguments."""
    rest = iter(words)
    for word in rest:
        if word == "-c":
            break
        if word in {"-X", "-W"}:
            next(rest, None)
        elif not word.startswith("-"):
            return (word,)
    return ()


def _processes() -> dict[int, tuple[int, str]]:
    """Return each process's parent and name, by ID; empty if the system has no such table."""
    try:
        return _from_ps()
    except OSError:
        return {}


def _from_ps() -> dict[int, tuple[int, str]]:
    import subprocess

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


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
