"""Linux on Windows (WSL), where a person's browser is a Windows program."""

from __future__ import annotations

import shutil
import sys

_KERNEL = "/proc/sys/kernel/osrelease"

_OPENERS = ("wslview", "explorer.exe")
"""What opens an address there: from the package wslu, and from Windows itself, on the PATH by
default. The status of the second says nothing: it is 1 even on success."""


def is_here() -> bool:
    if sys.platform != "linux":
        return False
    try:
        with open(_KERNEL, encoding="ascii", errors="replace") as file:
            return "microsoft" in file.read().lower()
    except OSError:
        return False


def opener(environ: dict[str, str]) -> str | None:
    """Return the program that opens an address in the Windows browser, or None."""
    if not is_here():
        return None
    found = (shutil.which(name, path=environ.get("PATH")) for name in _OPENERS)
    return next((program for program in found if program), None)
