"""The shell that somebody works in, and how to start it."""

from __future__ import annotations

import os

from aws_session import dialects
from aws_session.edge import parent_shell


def typed_in() -> str | None:
    """Return the program of the shell in which a person typed this command line.

    Other than the shell of a script it keeps this process in a group of its own.
    """
    for pid, names in parent_shell.ancestors():
        program = next((name for name in names if dialects.by_process(name)), None)
        if program is not None and _is_interactive(pid):
            return program
    return None


def own(environ: dict[str, str]) -> tuple[str, ...]:
    """Return how to start the shell that its user works in: this one's, else the login shell."""
    typed = typed_in()
    login = environ.get("SHELL", "")
    shell = typed or (login if dialects.by_process(login) else None)
    if shell is None:
        return (environ.get("COMSPEC", "cmd.exe"),) if os.name == "nt" else ("sh",)
    return started(shell)


def started(shell: str) -> tuple[str, ...]:
    """Return the words that start a shell, whose program may be many programs."""
    return (shell, "sh") if os.path.basename(shell) == "busybox" else (shell,)


def _is_interactive(pid: int) -> bool:
    try:
        return os.getsid(pid) == os.getsid(0) and os.getpgid(pid) != os.getpgrp()
    except (OSError, AttributeError):
        return False
