"""The man page matches the grammar, and roff's readers accept it without warnings."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

from aws_session.cli import app, topics
from real import programs

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "src" / "man" / "aws-session.1"


def rendered(*words: str) -> subprocess.CompletedProcess[str]:
    command = [programs.require(words[0]), *words[1:], str(PAGE)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_groff_reports_no_problem() -> None:
    done = rendered("groff", "-man", "-Tascii", "-ww", "-P-cbou", "-rLL=100n")

    assert (done.returncode, done.stderr) == (0, "")
    for name, command in app.group().commands.items():
        assert (f"aws-session {name}" in done.stdout) != bool(command.hidden)
    assert "$(aws-session)" in done.stdout
    assert "--external-id ID" in done.stdout
    assert "~/.config/aws-session/config.toml" in done.stdout
    for topic in topics.TOPICS:
        assert f"\n{topics.title(topic).upper()}\n" in done.stdout
    assert "aws-session help --man > ~/.local/share/man/man1/aws-session.1" in done.stdout


def test_mandoc_reports_no_problem() -> None:
    done = rendered("mandoc", "-Tlint", "-Wwarning")

    # The page is the same on every day.
    complaints = [line for line in done.stdout.splitlines() if "WARNING: missing date" not in line]
    assert complaints == []


def test_the_wheel_contains_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert wheel["shared-data"]["src/man/aws-session.1"] == "share/man/man1/aws-session.1"
