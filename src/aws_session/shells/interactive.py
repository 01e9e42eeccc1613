"""The shell in which a person types, as opposed to one that runs a script."""

from __future__ import annotations

import os
import sys

from aws_session import shells
from aws_session.shells import detect

_OF_A_PERSON = frozenset({"-l", "-login", "-nologo", "-noprofile", "-nop", "-interactive", "-i"})
"""Options of an interactive PowerShell, in lower case; `-NoExit` is another."""


_WITH_A_FILE = ("-rc", "-log", "-db", "-sock", "-cpuprofile")
"""Options of elvish that a file follows."""


def typed_in() -> str | None:
    """Return the program of the shell in which a person typed this command line.

    Unlike the shell of a script, it puts this process into a process group of its own, or it runs
    no script.
    """
    if sys.platform == "win32":
        # Windows does not tell who owns the console: the nearest shell is used.
        return detect.nearest_on_windows(whole_path=True)
    for pid, names in detect.ancestors():
        program = next((name for name in names if shells.by_process(name)), None)
        if program is not None and (_is_interactive(pid) or _runs_no_script(pid, program)):
            return program
    return None


def own(environ: dict[str, str]) -> tuple[str, ...]:
    """Return how to start the shell that its user works in: this one, or else the login shell."""
    login = detect.login_shell(environ)
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
    """Tell whether this is an interactive PowerShell or elvish, which use no process groups."""
    name = shells.by_process(program)
    if sys.platform != "linux" or name not in {"powershell", "elvish"}:
        return False
    words = [word.lower() for word in detect.command_line(pid)[1:-1]]
    if name == "elvish":
        files = [word for before, word in zip(("", *words), words, strict=False)
                 if before not in _WITH_A_FILE]  # fmt: skip
        return all(word.startswith("-") and word != "-c" for word in files)
    return any(word.startswith("-noe") for word in words) or all(
        word in _OF_A_PERSON for word in words
    )
