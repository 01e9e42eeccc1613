"""The shells and output formats that there are, and the programs that speak each."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.shells.base import Dialect

# A dialect is the module of its name in here; the names of the programs that speak it.
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


def named(name: str) -> str:
    """Return a dialect's own name, by that or by the name of a program that speaks it."""
    known = name.lower()
    module = known if known in PROCESSES else _SPOKEN.get(known)
    if module is None:
        raise UsageError(f"no shell is known as {name!r}", hint=f"one of: {', '.join(PROCESSES)}")
    return module


def dialect(name: str) -> Dialect:
    """Return a dialect by its own name or by that of a program that speaks it."""
    module = named(name)
    if not PROCESSES[module]:
        from aws_session.shells import formats

        return formats.FORMATS[module]
    loaded = __import__(f"aws_session.shells.{module}.dialect", fromlist=["DIALECT"])
    found: Dialect = loaded.DIALECT
    return found


def by_process(name: str) -> str | None:
    """Return the dialect's name for a program's path or argv[0], None where it is no shell."""
    program = name.replace("\\", "/").rpartition("/")[2].lstrip("-").lower().removesuffix(".exe")
    # zsh-5.9, bash5: the name itself comes first, for ksh93 ends in digits.
    return _SPOKEN.get(program) or _SPOKEN.get(program.rstrip("0123456789.-_"))


_SPOKEN = {program: name for name, programs in PROCESSES.items() for program in programs}
