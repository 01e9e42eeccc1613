"""Which tests are fast: those whose modules, and what they import, start no program but Python."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_TESTS = Path(__file__).parent
_ON_A_TERMINAL = {"pexpect", "pty"}
_CALLS = {"Popen", "call", "check_call", "check_output", "run"}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test according to the modules that it and its fixtures use."""
    if isinstance(item, pytest.Function) and not item.get_closest_marker("slow"):
        modules = {item.module.__file__, *_homes_of_fixtures(item)}
        if not any(reaches_programs(Path(each)) for each in modules):
            item.add_marker(pytest.mark.fast)


def _homes_of_fixtures(item: pytest.Function) -> Iterator[str]:
    for found in item._fixtureinfo.name2fixturedefs.values():
        for fixture in found:
            home = fixture.func.__code__.co_filename
            if "site-packages" not in Path(home).parts:
                yield home


@cache
def reaches_programs(start: Path) -> bool:
    """Tell whether a test module, or one that it imports, starts other programs."""
    seen: set[Path] = set()
    ahead = [start]
    while ahead:
        file = ahead.pop()
        if file in seen:
            continue
        seen.add(file)
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {name.partition(".")[0] for name in _imported(tree, file)}
        if names & _ON_A_TERMINAL or ("subprocess" in names and not _starts_python_alone(tree)):
            return True
        ahead += [home for name in _imported(tree, file) if (home := _home(name))]
    return False


def _imported(tree: ast.Module, file: Path) -> Iterator[str]:
    package = ".".join(file.relative_to(_TESTS).parent.parts) if file.is_relative_to(_TESTS) else ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            inside = package if node.level else ""
            module = ".".join(filter(None, (inside, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _home(name: str) -> Path | None:
    place = _TESTS.joinpath(*name.split("."))
    return next(
        (file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None
    )


def _starts_python_alone(tree: ast.Module) -> bool:
    words = [
        node.args[0] if node.args else None
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "subprocess"
        and node.func.attr in _CALLS
    ]
    return bool(words) and all(
        isinstance(each, ast.List) and each.elts and ast.unparse(each.elts[0]) == "sys.executable"
        for each in words
    )
