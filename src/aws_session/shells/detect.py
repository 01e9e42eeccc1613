"""Which shell this program runs in, found among its ancestor processes."""

from __future__ import annotations

import os
import sys

from aws_session import shells

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST = 40
"""Ancestors to look at before giving up."""

_PAGE = 4096


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
        return nearest_on_windows(whole_path=False)
    for _, names in ancestors():
        for name in names:
            if shells.by_process(name):
                return name
    return None


def parent() -> str | None:
    """Return the dialect of the process that started this one.

    None if that is not a shell, or if finding it out would start a program.
    """
    if sys.platform != "linux":
        return None
    return next(filter(None, map(shells.by_process, _names(os.getppid()))), None)


def ancestors() -> Iterator[tuple[int, Iterable[str]]]:
    """Yield process IDs, nearest first, each with the names of the process.

    The names can be read once: the file that runs is known sooner than the words it was given.
    """
    if sys.platform == "linux":
        return _from_proc()
    if sys.platform == "win32":
        from aws_session.shells import windows

        return ((pid, (name,)) for pid, name in windows.ancestors())
    from aws_session.shells import ps_command

    return ps_command.ancestors()


def nearest_on_windows(*, whole_path: bool) -> str | None:
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


def _from_proc() -> Iterator[tuple[int, Iterable[str]]]:
    pid = os.getppid()
    for _ in range(_MOST):
        if pid <= 1:
            return
        yield pid, _names(pid)
        stat = _read(f"/proc/{pid}/stat")
        # The name in parentheses may contain anything; the parent's ID is the second field after
        # it.
        pid = int(stat.rpartition(b")")[2].split()[1]) if stat else 0


def _names(pid: int) -> Iterator[str]:
    try:
        running = os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")
    except OSError:
        running = ""
    yield running
    words = command_line(pid)
    yield from words[:1]
    if "python" in os.path.basename(running):
        # The process of a shell written in Python is an interpreter that runs a script.
        yield from _script(words[1:])


def command_line(pid: int) -> list[str]:
    """Return the words of a process (Linux), with an empty one at the end."""
    return [os.fsdecode(word) for word in _read(f"/proc/{pid}/cmdline").split(b"\0")]


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


def _read(path: str) -> bytes:
    """Return a file of /proc; not by `open`, which asks twice as much of the system."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        found = b""
        while more := os.read(descriptor, _PAGE):
            found += more
    except OSError:
        return b""
    finally:
        os.close(descriptor)
    return found
