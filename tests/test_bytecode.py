from __future__ import annotations

import compileall
import importlib
import importlib.util
import inspect
import marshal
import os
import pkgutil
import shutil
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
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
    monkeypatch.setattr(sys, "pycache_prefix", None)
    compile_all(folder)
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    _forget(folder)


def compile_all(folder: Path, mode: PycInvalidationMode = PycInvalidationMode.TIMESTAMP) -> None:
    assert compileall.compile_dir(folder, quiet=1, force=True, invalidation_mode=mode)


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
    compile_all(house, PycInvalidationMode.CHECKED_HASH)
    module = found(house, "door")

    assert module.COLOUR == "red"
    assert not is_by_bytecode(module)


def test_bytecode_that_was_moved_is_left_to_python_which_knows_where_it_is(house: Path) -> None:
    moved = house.parent / "other" / "house"
    shutil.copytree(house, moved)
    shutil.rmtree(house)
    sys.path[0] = str(moved.parent)
    module = found(moved, "door")

    assert module.knock.__code__.co_filename == module.__file__ == str(moved / "door.py")


@pytest.mark.parametrize("body", [b"", marshal.dumps("print('no code')")], ids=["cut", "a text"])
def test_bytecode_that_is_none_fails_as_it_does_in_python(house: Path, body: bytes) -> None:
    (cached,) = house.glob("__pycache__/door.*.pyc")
    cached.write_bytes(cached.read_bytes()[:16] + body)
    with pytest.raises((ImportError, EOFError)) as usual:
        importlib.import_module("house.door")
    _forget(house)
    with pytest.raises((ImportError, EOFError)) as ours:
        found(house, "door")

    assert ours.type is usual.type


def test_half_a_head_is_no_bytecode(house: Path) -> None:
    (cached,) = house.glob("__pycache__/door.*.pyc")
    (house / "door.py").write_bytes(b"")
    os.utime(house / "door.py", (1000, 1000))
    cached.write_bytes(bytecode._HEAD + (1000).to_bytes(4, "little"))

    assert not is_by_bytecode(found(house, "door"))


def test_what_python_finds_without_a_source_is_found(house: Path) -> None:
    (cached,) = house.glob("__pycache__/door.*.pyc")
    shutil.move(cached, house / "door.pyc")
    (house / "door.py").unlink()
    compiled = find_extension()
    shutil.copy(compiled, house)

    assert found(house, "door").COLOUR == "red"
    assert importlib.util.find_spec(f"house.{compiled.name.partition('.')[0]}")


def find_extension() -> Path:
    """Return a module that was compiled for this machine, whoever's it is."""
    files = (path for folder in sys.path for path in sorted(Path(folder).rglob("*.*")))
    # Others may lie there that are another Python's.
    fits = (path for path in files if f".{path.name.partition('.')[2]}" in EXTENSION_SUFFIXES)
    found = next(fits, None)
    return found or pytest.skip("no compiled module is here")


def test_a_module_that_raises_shows_nothing_of_how_it_was_found(house: Path) -> None:
    (house / "door.py").write_text("raise RuntimeError('jammed')\n", encoding="utf-8")
    compile_all(house)
    found(house, "room")
    with pytest.raises(RuntimeError, match="jammed") as caught:
        # Only the statement hides how a module was found.
        exec("import house.door", {})

    assert [Path(frame.path).name for frame in caught.traceback[-2:]] == ["<string>", "door.py"]


def test_a_module_that_was_deleted_is_gone(house: Path) -> None:
    (house / "door.py").unlink()

    with pytest.raises(ModuleNotFoundError, match=r"house\.door"):
        found(house, "door")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with this package in it, compiled."""
    monkeypatch.setattr(sys, "pycache_prefix", None)
    folder = tmp_path / "installed"
    shutil.copytree(ROOT, folder / "aws_session", ignore=shutil.ignore_patterns("__pycache__"))
    compile_all(folder)
    return folder


def loaders(place: Path, *options: str, code: str = "import aws_session.modes.end") -> set[str]:
    """Return where the loaders of this package's modules come from, in a Python of its own."""
    shown = (
        f"{code}\nimport sys\n"
        "for n, m in sys.modules.items():\n"
        "    if n.startswith('aws_session.') and n != 'aws_session.bytecode':\n"
        "        print(type(m.__loader__).__module__)"
    )
    gone = ("SOURCE_DATE_EPOCH", "PYTHONOPTIMIZE", "PYTHONPYCACHEPREFIX")
    environ = {name: value for name, value in os.environ.items() if name not in gone}
    done = subprocess.run(
        [sys.executable, *options, "-c", shown], capture_output=True, text=True, check=True,
        cwd=place.parent, env={**environ, "PYTHONPATH": str(place)},
    )  # fmt: skip
    return set(done.stdout.split())


PYTHONS_OWN = "_frozen_importlib_external"


def test_this_package_is_found_so(installed: Path) -> None:
    assert loaders(installed) == {"aws_session.bytecode"}


@pytest.mark.parametrize("option", ["-Xpycache_prefix=else", "-O"])
def test_where_python_keeps_its_bytecode_elsewhere_it_is_left_alone(
    installed: Path, option: str
) -> None:
    assert loaders(installed, option) == {PYTHONS_OWN}


def test_in_an_archive_python_finds_it(installed: Path) -> None:
    archive = shutil.make_archive(str(installed), "zip", ROOT.parent, "aws_session")

    assert loaders(Path(archive), "-S") == {"zipimport"}


@pytest.mark.parametrize("name", ["FileFinder", "SourcelessFileLoader"])
def test_a_python_that_has_other_names_finds_our_modules_itself(installed: Path, name: str) -> None:
    code = f"import {PYTHONS_OWN} as own; del own.{name}; import aws_session.modes.end"

    assert loaders(installed, code=code) == {PYTHONS_OWN}
