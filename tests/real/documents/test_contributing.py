from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
MAP = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_map_names_every_module_of_the_core_and_every_room() -> None:
    package = ROOT / "src" / "aws_session"
    modules = {file.name for file in package.glob("*.py") if not file.name.startswith("__")}
    rooms = {f"{room.name}/" for room in package.iterdir() if room.is_dir()} - {"__pycache__/"}
    named = set(re.findall(r"`([a-z_]+(?:\.py|/))`", MAP))

    assert modules | rooms <= named
    assert named - modules - rooms <= {
        *("tests/", "unit/", "real/", "recording/", "clients/", "completions/", "src/"),
        *("__init__.py", "dialect.py", "init.py", "completion.py", "sandbox.py"),
    }


def test_every_file_that_the_map_names_is_there() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", MAP))
    places = (ROOT, ROOT / "src" / "aws_session")

    assert "aws/error_messages.py" in named
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_the_top_of_the_tree_is_unchanged() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout: what belongs to it is unknown")
    listed = subprocess.run(
        ["git", "ls-tree", "--name-only", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip

    assert {name for name in listed if not name.startswith(".")} <= {
        *("CHANGELOG.md", "LICENSE", "README.md", "completions", "examples"),
        *("pyproject.toml", "src", "tests", "uv.lock"),
    }


def test_each_unverified_claim_comes_with_a_command_that_verifies_it() -> None:
    page = (ROOT / ".github" / "LIVE_ACCOUNT.md").read_text(encoding="utf-8")
    claims = re.split(r"^\d+\. \*\*", page, flags=re.MULTILINE)[1:]

    assert len(claims) == 14
    for claim in claims:
        assert re.search(r"^ {6,}aws[ -]|`aws-session end --revoke`", claim, re.MULTILINE) or (
            'eval "$(aws-session' in claim
        ), claim
    assert "`LIVE_ACCOUNT.md`" in MAP
