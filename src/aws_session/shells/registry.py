"""The shells and output formats, and the programs that belong to each."""

from __future__ import annotations

from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from aws_session.shells.base import Dialect

PROCESSES: dict[str, tuple[str, ...]] = {
    "bash": ("bash", "rbash"),
    "zsh": ("zsh", "rzsh"),
    "ksh": ("ksh", "ksh93", "rksh93", "rksh", "mksh", "lksh", "pdksh", "oksh", "loksh"),
    "sh": ("sh", "dash", "ash", "busybox", "posh", "yash"),
    "fish": ("fish",),
    "tcsh": ("tcsh", "csh"),
    "elvish": ("elvish",),
    "nu": ("nu", "nushell"),
    "xonsh": ("xonsh",),
    "powershell": ("powershell", "pwsh", "pwsh-preview", "powershell_ise"),
    "cmd": ("cmd",),
    "json": (),
    "dotenv": (),
}
"""The names of each shell's programs; everything else about a shell is in the folder of its name.

An output format has neither a program nor a folder.
"""


def named(name: str) -> str:
    """Return a dialect's own name, given that name or the name of a program that uses it."""
    known = name.lower()
    found = known if known in PROCESSES else _DIALECTS.get(known)
    if found is None:
        raise UsageError(f"unknown shell {name!r}", hint=f"use one of: {', '.join(PROCESSES)}")
    return found


def dialect(name: str) -> Dialect:
    """Return a dialect, given its own name or the name of a program that uses it."""
    found = named(name)
    if not PROCESSES[found]:
        from aws_session.shells import formats

        return formats.FORMATS[found]
    chosen: Dialect = _import(found, "dialect").DIALECT
    return chosen


def module(shell: str, name: str) -> ModuleType | None:
    """Return a module of a shell's folder, or None if there is no such shell or module."""
    if not PROCESSES.get(shell):
        return None
    try:
        return _import(shell, name)
    except ModuleNotFoundError as error:
        if error.name != f"aws_session.shells.{shell}.{name}":
            raise
        return None


def shells_with(name: str) -> list[str]:
    """Return the shells whose folder has such a module."""
    return [shell for shell in PROCESSES if module(shell, name) is not None]


def by_process(name: str) -> str | None:
    """Return the dialect's name for a program's path or argv[0], or None if it is not a shell."""
    program = name.replace("\\", "/").rpartition("/")[2].lstrip("-").lower().removesuffix(".exe")
    # zsh-5.9, bash5: the exact name is tried first, because ksh93 ends in digits.
    return _DIALECTS.get(program) or _DIALECTS.get(program.rstrip("0123456789.-_"))


def _import(shell: str, name: str) -> ModuleType:
    # With an empty list the package itself would be returned.
    return __import__(f"aws_session.shells.{shell}.{name}", fromlist=[""])


_DIALECTS = {program: name for name, programs in PROCESSES.items() for program in programs}
