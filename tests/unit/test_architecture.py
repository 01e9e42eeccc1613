from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aws_session
import regenerate
from aws_session.shells import PROCESSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(aws_session.__file__).parent

ORDER = (
    "main",
    "run",
    "cli",
    "last_resort",
    "commands",
    "context",
    "session",
    "storage",
    "aws",
    "config",
    "shells",
    "processes",
    "paths",
    "search_path",
    "signals",
    "core_dumps",
    "terminal",
    "environment",
    "model",
)
"""The packages from top to bottom: each imports only itself and those below it."""

PURE = (
    "session",
    "environment",
    "model",
    "shells.completion",
    "shells.formats",
    "shells.hints",
    "shells.unicode_escapes",
    "shells.posix",
    *(f"shells.{name}.{part}" for name in PROCESSES for part in ("dialect", "completion")),
    "config.import_tools",
    "config.ini",
    "config.ini_parser",
    "config.plain_toml",
    "config.misnamed_sections",
    "config.inherited_settings",
    "config.profile_account",
    "config.profile_faults",
    "config.profile",
    "config.profiles",
    "config.role_chain",
    "config.other_tools_settings",
    "config.profile_env",
    "config.settings_schema",
    "config.settings_template",
    "config.config_without_keys",
    "aws.endpoints",
    "aws.access_denied",
    "aws.error_messages",
    "aws.policies",
    "aws.revocation",
    "aws.source_credentials",
    "config.self_reference",
    "processes.browser_command",
    "storage.role_format",
    "storage.session_format",
    "storage.tsv",
    "errors",
)  # fmt: skip
"""Packages that use no clock, file, environment, terminal or network: they get what they need."""

PURE_PACKAGES = ("config", "shells")
"""Packages whose `__init__` is pure as well, whatever their other modules are."""

HARMLESS = {
    "__future__",
    "binascii.crc32",
    "difflib.SequenceMatcher",
    "difflib.get_close_matches",
    "hashlib.sha256",
    "shlex.quote",
    "time.gmtime",
    "time.strftime",
    "time.strptime",
    "zlib.crc32",
}
"""Functions of the standard library that only compute."""

RETIRED_MODULES = {
    *("wishes", "arrival", "travel", "places", "handing", "lending", "stories", "edge", "hot"),
    *("words", "spelling", "mistyped", "notation", "entrances", "sheet"),
}
RETIRED_CLASSES = {
    *("Intent", "Mode", "Outside", "Machine", "Plan", "Granted", "Caller", "RoleCall", "Signer"),
    *("Situation", "Knowledge", "Kept", "Level", "Left", "Travel", "Asking", "Codes", "Verdict"),
    *("Refusal", "Turn", "Loan"),
}
"""Names that told a new reader nothing."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        words = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(words).removesuffix(".__init__").removesuffix("__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


MODULES = dict(modules())
OURS = [name for name in MODULES if name.partition(".")[0] in ORDER]


def imports(tree: ast.AST) -> set[str]:
    """Return what a module imports at run time, without imports for type checkers."""
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


def own(name: str) -> set[str]:
    """Return the modules of this package that a module imports."""
    found = set()
    for imported in imports(MODULES[name]):
        package, _, rest = imported.partition(".")
        if package == "aws_session":
            found.add(rest if rest in MODULES else rest.rpartition(".")[0])
    return found - {""}


def _module(imported: str) -> str:
    """Return the module of this package that an imported name is or is in."""
    rest = imported.removeprefix("aws_session.")
    return rest if rest in MODULES else rest.rpartition(".")[0]


def is_in(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_pure(name: str) -> bool:
    return name in PURE_PACKAGES or is_in(name, PURE)


def test_the_reader_of_imports_sees_what_runs_and_skips_what_only_types_need() -> None:
    tree = ast.parse(
        "import os\nTYPE_CHECKING = False\nif TYPE_CHECKING:\n    import typer\nelse:\n"
        "    import socket\ndef late():\n    from rich import box\n"
    )

    assert imports(tree) == {"os", "socket", "rich.box"}


def test_every_package_has_its_place_in_the_order() -> None:
    found = {name.partition(".")[0] for name in MODULES} - {"", "__main__"}

    assert found == {*ORDER, "errors", "sandbox"}


@pytest.mark.parametrize("name", OURS)
def test_imports_point_downwards(name: str) -> None:
    package = name.partition(".")[0]
    above = ORDER[: ORDER.index(package)]

    assert {found for found in own(name) if is_in(found, above)} == set()


def test_no_files_import_each_other_in_a_circle() -> None:
    below = {name: own(name) for name in MODULES}
    left = dict(below)
    while True:
        ends = {name for name, found in left.items() if not found & left.keys() - {name}}
        if not ends:
            break
        left = {name: found for name, found in left.items() if name not in ends}

    assert sorted(left) == []


@pytest.mark.parametrize("name", [name for name in MODULES if is_pure(name)])
def test_a_pure_module_imports_only_pure_ones(name: str) -> None:
    allowed = {
        found
        for found in imports(MODULES[name])
        if found in HARMLESS or (found.startswith("aws_session.") and is_pure(_module(found)))
    }

    assert imports(MODULES[name]) - allowed == set()


def test_the_pure_modules_are_there() -> None:
    gone = [name for name in PURE if name not in MODULES and not name.startswith("shells.")]

    assert gone == []


def test_only_its_command_opens_the_sandbox() -> None:
    guests = {
        name
        for name in MODULES
        if name.partition(".")[0] != "sandbox" and any(is_in(f, ("sandbox",)) for f in own(name))
    }

    assert guests <= {"commands.sandbox", "commands.sandbox.shell"}


def test_the_sandbox_knows_nothing_of_the_program() -> None:
    known = {
        found
        for name in MODULES
        if name.partition(".")[0] == "sandbox"
        for found in own(name)
        if not is_in(found, ("sandbox",))
    }

    assert not known


def test_no_file_of_commands_imports_typer() -> None:
    wrong = {
        name
        for name, tree in MODULES.items()
        if name.startswith("commands")
        and any(is_in(found, ("typer", "click")) for found in imports(tree))
    }

    assert not wrong


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("sandbox")])
def test_a_modules_docstring_is_one_sentence(name: str) -> None:
    text = ast.get_docstring(MODULES[name]) or ""

    assert text.endswith(".")
    assert len(text.splitlines()) == 1
    assert not re.search(r"[.!?] +[A-Z`]", text)


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("sandbox")])
def test_no_retired_name_comes_back(name: str) -> None:
    classes = {node.name for node in ast.walk(MODULES[name]) if isinstance(node, ast.ClassDef)}

    assert set(name.split(".")) & RETIRED_MODULES == set()
    assert classes & RETIRED_CLASSES == set()


@pytest.mark.locked
def test_generated_files_are_what_is_generated_now() -> None:
    stale = [
        path.name
        for path, text in regenerate.GENERATED.items()
        if path.read_text(encoding="utf-8") != text()
    ]

    assert stale == []
