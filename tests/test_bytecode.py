from __future__ import annotations

import compileall
import importlib
import inspect
import os
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import TYPE_CHECKING

import pytest

import aws_session
from aws_session import bytecode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(aws_session.__file__).parent
ATTRIBUTES = ("__name__", "__package__", "__file__", "__cached__", "__path__", "__doc__")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with a module and a room, compiled; nobody has imported it."""
    folder = tmp_path / "house"
    for name, text in {
        "__init__.py": "",
        "door.py": '"""A door."""\n\nCOLOUR = "red"\n\n\ndef knock():\n    return COLOUR\n',
        "room/__init__.py": '"""A room."""\n',
        "room/chair.py": "LEGS = 4\n",
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert compileall.compile_dir(folder, quiet=1)
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    _forget(folder)


def _forget(folder: Path) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "house"]:
        del sys.modules[name]
    for path in [path for path in sys.path_importer_cache if path.startswith(str(folder))]:
        del sys.path_importer_cache[path]


def found(folder: Path, name: str) -> ModuleType:
    """Import a module of the house, from its bytecode if that will do."""
    house = importlib.import_module("house")
    bytecode.find_in(str(folder), house.__loader__)
    return importlib.import_module(f"house.{name}")


def is_by_bytecode(module: ModuleType) -> bool:
    return isinstance(module.__loader__, bytecode.Loader)


@pytest.mark.parametrize("name", ["door", "room", "room.chair"])
def test_a_module_is_what_python_makes_of_it(house: Path, name: str) -> None:
    usual = importlib.import_module(f"house.{name}")
    _forget(house)
    module = found(house, name)

    assert is_by_bytecode(module)
    assert not is_by_bytecode(usual)
    for attribute in ATTRIBUTES:
        assert getattr(module, attribute, None) == getattr(usual, attribute, None)
    assert vars(module).keys() == vars(usual).keys()


def test_its_source_is_found_for_whoever_reads_it(house: Path) -> None:
    module = found(house, "door")

    assert inspect.getsource(module.knock) == "def knock():\n    return COLOUR\n"
    assert {m.name for m in pkgutil.iter_modules([str(house)])} == {"door", "room"}


def test_a_source_that_was_changed_wins(house: Path) -> None:
    (house / "door.py").write_text('COLOUR = "blue, and no other"\n', encoding="utf-8")
    module = found(house, "door")

    assert module.COLOUR == "blue, and no other"


def test_a_source_changed_in_its_time_alone_wins(house: Path) -> None:
    door = house / "door.py"
    before = door.stat()
    door.write_text(door.read_text(encoding="utf-8").replace("red", "tan"), encoding="utf-8")
    os.utime(door, (before.st_atime, before.st_mtime + 2))
    module = found(house, "door")

    assert module.COLOUR == "tan"


def test_without_bytecode_python_compiles(house: Path) -> None:
    for path in house.rglob("*.pyc"):
        path.unlink()
    module = found(house, "room.chair")

    assert module.LEGS == 4
    assert not is_by_bytecode(module)


def test_bytecode_of_another_python_is_left_to_python(house: Path) -> None:
    (cached,) = house.glob("__pycache__/door.*.pyc")
    cached.write_bytes(b"old " + cached.read_bytes()[4:])
    module = found(house, "door")

    assert module.COLOUR == "red"
    assert not is_by_bytecode(module)


def test_bytecode_that_is_held_to_its_source_by_a_hash_is_left_to_python(house: Path) -> None:
    hashed = PycInvalidationMode.CHECKED_HASH
    assert compileall.compile_dir(house, quiet=1, force=True, invalidation_mode=hashed)
    module = found(house, "door")

    assert module.COLOUR == "red"
    assert not is_by_bytecode(module)


def test_a_module_that_was_deleted_is_gone(house: Path) -> None:
    (house / "door.py").unlink()

    with pytest.raises(ModuleNotFoundError, match=r"house\.door"):
        found(house, "door")


@pytest.mark.parametrize("option", ["-Xpycache_prefix=else", "-O"])
def test_where_python_keeps_its_bytecode_elsewhere_it_is_left_alone(
    tmp_path: Path, option: str
) -> None:
    code = "import sys, aws_session.errors as e; print(type(e.__loader__).__module__)"
    environ = {**os.environ, "PYTHONPATH": str(ROOT.parent)}
    done = subprocess.run(
        [sys.executable, option, "-c", code],
        capture_output=True, text=True, check=True, cwd=tmp_path, env=environ,
    )  # fmt: skip

    assert done.stdout == "_frozen_importlib_external\n"


def test_in_an_archive_python_finds_it(tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "all"), "zip", ROOT.parent, "aws_session")
    code = "import aws_session.modes as m; print(type(m.__loader__).__module__)"
    environ = {**os.environ, "PYTHONPATH": archive}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True, text=True, check=True, cwd=tmp_path, env=environ,
    )  # fmt: skip

    assert done.stdout == "zipimport\n"


def test_this_package_is_found_so() -> None:
    assert compileall.compile_dir(ROOT, quiet=1)
    code = (
        "import sys, aws_session.run, aws_session.modes.end\n"
        "for n, m in sys.modules.items():\n"
        "    if n.startswith('aws_session.') and n != 'aws_session.bytecode':\n"
        "        print(n, type(m.__loader__).__module__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaders = dict(line.split() for line in done.stdout.splitlines())

    assert {"aws_session.errors", "aws_session.modes", "aws_session.modes.end"} <= loaders.keys()
    assert set(loaders.values()) == {"aws_session.bytecode"}
