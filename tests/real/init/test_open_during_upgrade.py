"""Shells that were open during an upgrade keep working with the function they loaded before."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from real.init import earlier
from real.init.loading import WITHOUT_ALIASES
from real.journeys.place import SECRET, SESSION, read_environment
from real.journeys.terminal import INTERACTIVE, STRUCTURED, Terminal
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

ROOT = Path(__file__).parents[3]
SHELLS = tuple(s for s in (*INTERACTIVE, *STRUCTURED) if s.name not in WITHOUT_ALIASES)
STATES = json.loads(
    (ROOT / "tests" / "real" / "journeys" / "data" / "version_1_states.json").read_text("utf-8")
)["states"]


@pytest.fixture(params=SHELLS, ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


def _type(terminal: Terminal, line: str) -> str:
    """Type a line; return what was on the screen until it was finished."""
    begun = len(terminal.transcript)
    for part in (line, terminal.say("<done>")):
        terminal.enter(part)
    terminal.expect("<done>")
    terminal.ready()
    return terminal.transcript[begun:]


def test_a_session_begins_is_shown_and_ends(place: Place, shell: Interpreter) -> None:
    with Terminal.of(place, shell) as terminal:
        _type(terminal, earlier.load(place, shell.dialect))
        before = terminal.environment()
        terminal.answer("aws-session", place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        during = terminal.environment()
        shown = _type(terminal, "aws-session status")
        version = _type(terminal, "aws-session version")
        terminal.enter("aws-session frobnicate")
        failed = terminal.status()
        terminal.enter("aws-session end")
        ended = terminal.status()
        after = terminal.environment()

    assert set(SESSION) <= during.keys()
    assert "alice@111122223333" in shown
    assert place.program("version").stdout.strip() in version
    assert (failed, ended) in {(2, 0), (None, None)}
    assert after == before
    assert not [name for name in SECRET if during[name].decode()[-40:] in terminal.transcript]


@pytest.mark.parametrize("name", ["a role over a session", "a profile of the environment"])
def test_a_session_of_that_version_ends(place: Place, shell: Interpreter, name: str) -> None:
    first, *_, last = next(s["environments"] for s in STATES if s["name"] == name)
    with Terminal.of(place, shell, last) as terminal:
        _type(terminal, earlier.load(place, shell.dialect))
        held = terminal.environment()
        terminal.enter("aws-session end")
        status = terminal.status()
        after = terminal.environment()

    assert status in {0, None}
    assert os.fsdecode(held["AWS_SESSION_STATE"]).startswith("1,")
    assert {n: os.fsdecode(v) for n, v in after.items() if n.startswith("AWS_")} == first


def test_tcsh_goes_on_from_the_place_where_the_files_are_now(place: Place) -> None:
    shell = next(shell for shell in SHELLS if shell.dialect == "tcsh")
    shell.require()
    lines = (
        f"source {earlier.write(place, 'tcsh')}",
        "aws-session version 'a b' ''",
        'echo "<$status>"',
        "aws-session version",
        'echo "<$status>"',
        "setenv AWS_SESSION_EXPIRES 1",
        "precmd",
        "precmd",
        "echo $aws_session_scripts",
    )
    done = shell.run("\n".join((*lines, "")), cwd=place.folder, env=place.environ)
    version = place.program("version").stdout.strip()
    now = earlier.FOLDER.parent / "shells" / "tcsh"

    assert done.stdout.decode().split("\n") == ["<2>", version, "<0>", str(now), ""]
    assert done.stderr.decode().split("\n") == [
        "aws-session: error: csh cannot pass an empty argument",
        "aws-session: the session in this shell has ended",
        "",
    ]


def test_the_warning_of_tcsh_finds_its_file_before_anything_was_typed(place: Place) -> None:
    shell = next(shell for shell in SHELLS if shell.dialect == "tcsh")
    shell.require()
    lines = (f"source {earlier.write(place, 'tcsh')}", "setenv AWS_SESSION_EXPIRES 1", "precmd")
    done = shell.run("\n".join((*lines, "")), cwd=place.folder, env=place.environ)

    assert (done.stdout, done.stderr) == (
        b"",
        b"aws-session: the session in this shell has ended\n",
    )


def test_the_alias_of_powershell_does_what_it_did(place: Place) -> None:
    next(shell for shell in ALL if shell.name == "pwsh").require()
    script = place.folder / "script.ps1"
    script.write_text(
        f". '{earlier.write(place, 'powershell')}'\n"
        f"aws-session '{place.fresh_code()}'\n"
        "& sh -c 'env -0 > in'\n"
        "aws-session version\n"
        "aws-session frobnicate && 'went on'\n"
        '"<$LASTEXITCODE>"\n'
        "(TabExpansion2 'aws-session po' 14).CompletionMatches.CompletionText\n"
        "aws-session sandbox -- printf '[%s]' 'a  b' 'c,d'\n"
        "aws-session end\n"
        "& sh -c 'env -0 > out'\n"
    )
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-File", str(script)],
        cwd=place.folder, env=place.environ, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    version = place.program("version").stdout.strip()

    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in")
    assert "AWS_SESSION_TOKEN" not in read_environment(place.folder / "out")
    assert done.stdout.split() == [*version.split(), "<2>", "pose", "policy", "[a", "b][c,d]"]
