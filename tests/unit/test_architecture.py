from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aws_session
import regenerate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(aws_session.__file__).parent
OUTER = {
    "__init__",
    "bytecode",
    "search_path",
    "main",
    "failing",
    "handing",
    "__main__",
    "cli",
    "commands",
    "edge",
    "sandbox",
}

# Pure, cheap, and all that the core takes from the standard library.
PURE = {"__future__", "binascii", "time.gmtime", "time.strftime", "time.strptime"}
OUTSIDE_WORLD = (
    "aws_session.bytecode",
    "aws_session.edge",
    "aws_session.main",
    "aws_session.processes.search_path",
    "aws_session.cli.failure",
    "aws_session.cli.handoff",
    "aws_session.cli.app",
    "aws_session.commands",
    "aws_session.sandbox",
    "boto3",
    "botocore",
    "io",
    "logging",
    "os",
    "pathlib",
    "rich",
    "socket",
    "subprocess",
    "sys",
    "time.time",
    "typer",
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        words = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(words), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> set[str]:
    """Return what a module imports when it runs; what only a type checker reads is left out."""
    if isinstance(tree, ast.Import):
        return {alias.name for alias in tree.names}
    if isinstance(tree, ast.ImportFrom):
        assert not tree.level, "imports are absolute here"
        return _imported(tree)
    nodes: Iterable[ast.AST] = ast.iter_child_nodes(tree)
    if isinstance(tree, ast.If) and ast.unparse(tree.test) == "TYPE_CHECKING":
        nodes = tree.orelse
    return {name for node in nodes for name in imports(node)}


def _imported(node: ast.ImportFrom) -> set[str]:
    module = node.module or ""
    return {module} if module == "__future__" else {f"{module}.{a.name}" for a in node.names}


def reaches(name: str, forbidden: str) -> bool:
    return name == forbidden or name.startswith(f"{forbidden}.")


MODULES = dict(modules())
CORE = [name for name in MODULES if name.partition(".")[0] not in OUTER]
PLAIN_CORE = [name for name in CORE if name.partition(".")[0] != "dialects"]


def test_the_reader_of_imports_sees_what_runs_and_skips_what_only_types_need() -> None:
    tree = ast.parse(
        "import os\nTYPE_CHECKING = False\nif TYPE_CHECKING:\n    import typer\nelse:\n"
        "    import socket\ndef late():\n    from rich import box\n"
    )

    assert imports(tree) == {"os", "socket", "rich.box"}


@pytest.mark.parametrize("name", CORE)
def test_the_core_never_imports_the_outside_world(name: str) -> None:
    wrong = {
        found for found in imports(MODULES[name]) for bad in OUTSIDE_WORLD if reaches(found, bad)
    }

    assert not wrong


@pytest.mark.parametrize("name", PLAIN_CORE)
def test_the_core_takes_only_pure_functions_from_the_standard_library(name: str) -> None:
    foreign = {found for found in imports(MODULES[name]) if not reaches(found, "aws_session")}

    assert foreign <= PURE | {"binascii.crc32"}


@pytest.mark.parametrize(
    ("room", "never"),
    [
        ("dialects", "aws_session.session.outcome"),
        ("edge", "aws_session.session.outcome"),
        ("edge", "aws_session.session.perform"),
        ("edge", "aws_session.cli.app"),
        ("edge", "aws_session.main"),
        ("edge", "aws_session.commands"),
        ("environment", "aws_session.session.outcome"),
        ("environment", "aws_session.shells.base"),
        ("modes", "aws_session.shells.base"),
        ("modes", "aws_session.cli.app"),
        ("run", "aws_session.shells.base"),
        ("stories", "aws_session.shells.base"),
        ("modes", "aws_session.session.perform"),
        ("modes", "aws_session.stories"),
        ("edge", "aws_session.stories"),
        ("intent", "aws_session.session.outcome"),
        ("cli", "aws_session.edge"),
        ("cli", "aws_session.session.perform"),
        ("hot", "aws_session.cli.app"),
    ],
)
def test_no_arrow_points_back(room: str, never: str) -> None:
    wrong = {
        f"{name} imports {found}"
        for name, tree in MODULES.items()
        if reaches(name, room)
        for found in imports(tree)
        if reaches(found, never)
    }

    assert not wrong


def test_only_its_command_opens_the_sandbox() -> None:
    guests = {
        name
        for name, tree in MODULES.items()
        if name.partition(".")[0] != "sandbox"
        and any(reaches(found, "aws_session.sandbox") for found in imports(tree))
    }

    assert guests <= {"commands.sandbox"}


def test_the_sandbox_knows_nothing_of_the_program() -> None:
    known = {
        found
        for name, tree in MODULES.items()
        if name.partition(".")[0] == "sandbox"
        for found in imports(tree)
        if reaches(found, "aws_session") and not reaches(found, "aws_session.sandbox")
    }

    assert not known


def test_generated_files_are_what_the_grammar_generates() -> None:
    stale = [
        path.name
        for path, text in regenerate.GENERATED.items()
        if path.read_text(encoding="utf-8") != text()
    ]

    assert stale == []
