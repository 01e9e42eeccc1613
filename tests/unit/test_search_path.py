"""The search path of the installed command, in real interpreters."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import aws_session
from aws_session import search_path

ROOT = Path(aws_session.__file__).parent
COMMAND = Path(sys.executable).with_name("aws-session")
HOSTILE = "open({marker!r}, 'a').write(__name__ + ' ')\nraise ImportError('not yours')\n"
NAMES = ("boto3", "botocore", "json", "__future__", "subprocess", "typer", "re", "dataclasses")

SHOW_PATH = """
import sys
from aws_session import main
before = list(sys.path)
class Run:
    def __init__(self, environ):
        pass
    def go(self, argv):
        print([before, sys.path])
        return 0
sys.modules["aws_session.run"] = type(sys)("run")
sys.modules["aws_session.run"].Run = Run
main.main()
"""
"""A command as an installer creates it, which shows the path before and after."""


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """A folder whose modules record that they were imported, and fail."""
    folder = tmp_path / "layer"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.py").write_text(HOSTILE.format(marker=str(tmp_path / "imported")))
    return folder


def run(*words: str | Path, python_path: str | None, folder: Path) -> tuple[int, str]:
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    if python_path is not None:
        environ["PYTHONPATH"] = python_path
    done = subprocess.run(
        words, env=environ, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout


SPELLINGS = ["{layer}", ".", "", ":", "../layer", "/nonexistent::{layer}", "{layer}:{site}"]


@pytest.mark.parametrize("spelling", [s for s in SPELLINGS if s])
@pytest.mark.parametrize("words", ["version", "init bash", "help errors", "end --shell sh"])
def test_nothing_that_pythonpath_holds_is_imported(
    layer: Path, tmp_path: Path, spelling: str, words: str
) -> None:
    site = next(entry for entry in sys.path if entry.endswith("site-packages"))
    told = spelling.format(layer=layer, site=site)
    status, _ = run(COMMAND, *words.split(), python_path=told, folder=layer)

    assert status == 0
    assert not (tmp_path / "imported").exists()


def test_the_same_folder_is_searched_by_python_m(layer: Path, tmp_path: Path) -> None:
    words = (sys.executable, "-m", "aws_session", "version")
    status, _ = run(*words, python_path=str(layer), folder=tmp_path)

    assert status == 1
    assert (tmp_path / "imported").read_text() == "__future__ "


def paths(
    *options: str, python_path: str | None, folder: Path, code: str = SHOW_PATH
) -> tuple[list[str], list[str]]:
    script = folder / "aws-session"
    script.write_text(code)
    _, out = run(sys.executable, *options, script, python_path=python_path, folder=folder)
    before, after = ast.literal_eval(out)
    return before, after


def test_only_what_was_named_is_moved_and_in_its_order(tmp_path: Path) -> None:
    one, two = (str(tmp_path / name) for name in ("one", "two"))
    before, after = paths(python_path=f"{one}:./two:", folder=tmp_path)

    # The script's folder is the current one, and so is the empty entry.
    named = [str(tmp_path), one, two, str(tmp_path)]
    assert before[:4] == named
    assert after == [*before[4:], *named]


@pytest.mark.parametrize("options", [(), ("-P",), ("-E",), ("-s",), ("-E", "-P"), ("-I",)])
def test_without_a_folder_of_pythonpaths_nothing_is_moved(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    ignored = {"-E", "-I"} & set(options)
    told = str(tmp_path / "layer") if ignored else None
    code = SHOW_PATH.replace("main.main()", "import os; os.chdir('elsewhere')\nmain.main()")
    before, after = paths(*options, python_path=told, folder=tmp_path, code=code)

    assert before == after


@pytest.mark.parametrize("options", ["", "-P"])
def test_what_python_searches_anyway_stays_where_it_is(tmp_path: Path, options: str) -> None:
    library = str(Path(os.__file__).parent)
    site = next(entry for entry in sys.path if entry.endswith("site-packages"))
    layer = str(tmp_path / "layer")
    told = f"{layer}:{library}:{site}"
    before, after = paths(*options.split(), python_path=told, folder=tmp_path)

    left = [entry for entry in before if entry not in {layer, str(tmp_path)}]
    assert after[: len(left)] == left
    assert set(after[len(left) :]) == {layer, str(tmp_path)} & set(before)


def test_a_folder_that_holds_this_package_holds_what_goes_with_it(
    layer: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    shutil.copytree(
        ROOT, target / "aws_session", ignore=shutil.ignore_patterns("__pycache__", "sandbox")
    )
    (target / "wcwidth.py").write_text("")
    before, after = paths(python_path=f"{layer}:{target}", folder=target)

    assert before == [str(target), str(layer), *before[2:]]
    assert after == [str(target), *before[2:], str(layer)]


def test_a_current_folder_that_is_gone_is_not_a_reason_to_fail(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), "/library"])

    def gone() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", gone)

    assert search_path.foreign(f"{tmp_path}:") == ["", str(tmp_path)]
