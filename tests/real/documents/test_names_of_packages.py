"""No text says to install this program by a name that a stranger may have on an index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aws_session.processes import installation

pytestmark = pytest.mark.skipif(installation.INDEXED, reason="the name on the index is ours")

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("src", "examples", "completions", ".github", ".ci")
FILES = [
    path
    for place in (*(ROOT / folder for folder in FOLDERS), ROOT)
    for path in sorted(place.rglob("*") if place != ROOT else place.glob("*"))
    if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".lock"
    # What its owner writes when the name is theirs.
    if path.name != "RELEASING.md"
]

OURS = r"aws[-_.]session(?:[-_.]shell)?(?![\w-])"
INSTALLERS = "pip3?|pipx|uvx?|poetry|conda|mamba|brew|apt"
INSTALLED = re.compile(rf"\b(?:{INSTALLERS})\s[^`\n]*?\b{OURS}", re.IGNORECASE)
EXTRA = re.compile(rf"\b{OURS}\[", re.IGNORECASE)
ENVIRONMENT = re.compile(
    r"pipx inject aws-session-shell(?= (?!aws)\w)"
    r"|(?:pipx|uv tool) uninstall aws-session-shell"
    r"|uv tool dir\)/aws-session-shell|Don't `pip install aws-session`"
)
"""Commands that name the user's own environment, and the warning."""


def named(text: str) -> list[str]:
    left = ENVIRONMENT.sub("pipx", text)
    return [found.group() for pattern in (INSTALLED, EXTRA) for found in pattern.finditer(left)]


def test_the_texts_are_all_there() -> None:
    names = {str(path.relative_to(ROOT)) for path in FILES}

    assert {"README.md", "CHANGELOG.md", "pyproject.toml", "src/man/aws-session.1"} <= names
    assert {"src/aws_session/cli/examples.py", ".github/CONTRIBUTING.md", "examples/demo"} <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_names_this_distribution_as_something_to_install(path: Path) -> None:
    assert named(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "pip install aws-session-shell",
        "pip install 'aws-session-shell[keep]'",
        "uv tool install --with keyring aws-session-shell",
        "uvx aws-session-shell",
        "pipx run aws-session",
        "python3 -m pip install -U aws_session_shell",
        "pipx inject keyring aws-session-shell",
        "pipx inject aws-session-shell aws-session-shell",
        "add aws-session-shell[keep]",
    ],
)
def test_a_text_that_does_is_found(text: str) -> None:
    assert named(f"x {text} y")


@pytest.mark.parametrize(
    "text",
    [
        "pipx inject aws-session-shell keyring",
        "`uv tool install .`; `aws-session` then runs",
        "pip install .\naws-session version",
        "pipx uninstall aws-session-shell",
        "Don't `pip install aws-session`: it is another package",
        "uv tool install --with keyring /home/alice/aws-session-checkout",
    ],
)
def test_a_text_that_does_not_is_left_alone(text: str) -> None:
    assert not named(text)
