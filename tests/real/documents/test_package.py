"""The metadata of this distribution for an index."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aws_session
from real import programs

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def index_page() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "index_page", ROOT / ".github" / "release" / "index_page.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def relative(text: str) -> list[str]:
    return [to for to in re.findall(r"\]\(([^)]*)\)", text) if not to.startswith("http")]


def test_the_version_is_in_one_place() -> None:
    assert "version" not in PROJECT["project"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "src/aws_session/__init__.py"
    text = (ROOT / "src" / "aws_session" / "__init__.py").read_text()
    assert f'__version__ = "{aws_session.__version__}"\n' in text


def test_on_an_index_every_link_of_the_readme_leads_to_the_versions_tag(
    index_page: ModuleType,
) -> None:
    shown = index_page.page(README, "https://example.com/a/b", "1.2.3")

    assert relative(README)
    assert relative(shown) == []
    assert "(https://example.com/a/b/blob/v1.2.3/LICENSE)" in shown
    assert "](https://example.com/a/b/raw/v1.2.3/.github/session.svg)" in shown


def test_without_an_address_of_the_repository_nothing_is_linked_there(
    index_page: ModuleType,
) -> None:
    shown = index_page.page(README, None, "1.2.3")

    assert relative(shown) == []
    assert "![" not in shown
    assert "licence (MIT)" in shown


def test_the_sdist_holds_all_that_is_in_the_repository(tmp_path: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout: what belongs to it is unknown")
    listed = [programs.require("git"), "ls-files", "-z", "--stage"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    entries = (entry.split(maxsplit=3) for entry in done.stdout.split("\0") if entry)
    tracked = {name: int(mode, 8) & 0o100 for mode, _, _, name in entries}
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "build", "--quiet", "--sdist", "--out-dir", tmp_path, ROOT], check=True)
    (made,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(made) as archive:
        held = {each.name.partition("/")[2]: each.mode & 0o100 for each in archive}

    assert tracked.keys() - held.keys() == set()
    assert {name: held[name] for name in tracked} == tracked


def test_every_python_of_the_classifiers_is_tried_by_the_workflow() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    named = [each.rpartition(" ")[2] for each in PROJECT["project"]["classifiers"] if " 3." in each]

    assert named
    listed = ", ".join(f'"{each}"' for each in named)
    assert f"python: [{listed}]" in text
