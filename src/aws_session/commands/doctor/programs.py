"""What doctor finds about this program: what hides it, what it loads, its function."""

from __future__ import annotations

from aws_session.commands.doctor.findings import OK, WARNING, Finding, good
from aws_session.commands.doctor.local_checks import LocalState
from aws_session.processes import installation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def examine(local: LocalState) -> list[Finding]:
    """Look for other programs that would run instead of this one."""
    found = [
        Finding("program", WARNING, f"{place}: an alias hides the program", f"remove it: {place}")
        for place in local.aliases
    ]
    first, *others = local.programs or ("",)
    if others:
        what = (
            f"{len(local.programs)} programs are called aws-session; {first} is the one that runs"
        )
        found.append(Finding("program", WARNING, what, f"uninstall the other: {', '.join(others)}"))
    if not first:
        what = "aws-session is not on the PATH, so shells do not find it"
        found.append(Finding("program", WARNING, what, installation.to_find()))
    return good("program", found, first)


def of_python_path(local: LocalState, unset: Callable[[str], str]) -> list[Finding]:
    """Look for packages in PYTHONPATH that could replace those installed with us."""
    found = []
    for shadow in local.shadows:
        what = f"PYTHONPATH provides {_listed(shadow.packages)} in {shadow.folder}: "
        what += (
            f"this run uses {_listed(shadow.used)} from there, not the installed version"
            if shadow.used
            else "aws-session uses its own, but other Python programs use these"
        )
        found.append(Finding("program", WARNING, what, unset("PYTHONPATH")))
    return found


def of_start(local: LocalState) -> list[Finding]:
    """Look for what makes every start slower than necessary."""
    found = []
    if local.uncompiled is not None:
        folder, why = local.uncompiled
        what = f"recompiled at every start: {folder} has no bytecode, and {why}"
        found.append(Finding("program", WARNING, what, installation.to_compile()))
    if local.slow_script:
        what = f"the start script {local.slow_script} imports re, which delays every prompt"
        found.append(Finding("program", WARNING, what, installation.to_speed_up()))
    return found


def _listed(words: tuple[str, ...]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def of_function(local: LocalState, shell: str, *, loaded: bool) -> list[Finding]:
    """Tell whether the function that makes eval unnecessary is loaded."""
    if loaded:
        return [Finding("function", OK, "loaded: no eval needed")]
    loading = next((place for place in local.functions if place.shell in {shell, ""}), None)
    if loading is not None:
        what = f"not loaded in this shell; new shells load it ({loading})"
        return [Finding("function", WARNING, what, "open a new shell")]
    what = f"not loaded: use eval, or see how to load it in {shell}: aws-session help init"
    return [Finding("function", OK, what)]
