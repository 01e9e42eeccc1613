"""The page about folders: its function in a real direnv, its script as mise sources it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

import secret_service
from aws_session.cli import topics
from real import programs
from real.journeys.conftest import BY_NAME
from real.journeys.place import Place, company, in_front_of
from real.journeys.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCKS = re.findall(r"```(?:sh|toml)\n(.*?)```", topics.read("direnv"), re.DOTALL)
FUNCTION, ENVRC, MISE, SCRIPT = BLOCKS
ENTER = 'cd project && eval "$(direnv export bash)"'
LEAVE = 'cd / && eval "$(direnv export bash)"'
SHOW = 'echo "${AWS_SESSION_LABEL-none}"'


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A home with direnv's library, and a folder that direnv may load."""
    programs.require("direnv")
    with in_front_of(tmp_path, company()) as made:
        library = made.folder / "shell" / "direnv" / "lib" / "aws_session.sh"
        library.parent.mkdir(parents=True)
        library.write_text(FUNCTION)
        project = made.folder / "project"
        project.mkdir()
        (project / ".envrc").write_text(ENVRC)
        _run(made, "direnv allow project")
        yield made


@pytest.fixture
def stored(place: Place) -> Iterator[Place]:
    """The same with a session in a store."""
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        place.environ.update(service.environ)
        code = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
        assert place.program("--keep", "--shell", "json", environ=code).returncode == 0
        yield place


def _run(place: Place, *lines: str) -> tuple[list[str], str]:
    """Run lines in bash; return their stdout and stderr."""
    bash = BY_NAME["bash"]
    done = bash.run("\n".join(lines), cwd=place.folder, env=place.environ)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines(), done.stderr.decode()


def test_a_folder_assumes_the_role_in_the_stored_session_and_leaves_it_again(stored: Place) -> None:
    before = "export AWS_PROFILE=default AWS_REGION=eu-west-2"
    show = f'{SHOW}; echo "${{AWS_PROFILE-none}} ${{AWS_SESSION_STATE+state}}"'
    printed, said = _run(stored, before, ENTER, show, LEAVE, show, "env | grep ^AWS_S || :")

    assert printed == ["prod/Admin", "none state", "none", "default "]
    assert "no AWS session" not in said
    assert stored.company.cloud.calls.count("GetSessionToken") == 1
    assert stored.company.cloud.calls.of("AssumeRole")[-1].parameters["RoleArn"] == (
        "arn:aws:iam::210987654321:role/Admin"
    )


def test_the_previous_session_is_back_after_leaving_the_folder(place: Place) -> None:
    own = f'eval "$(aws-session {place.fresh_code()})"'
    printed, _ = _run(place, own, SHOW, ENTER, SHOW, LEAVE, SHOW, 'eval "$(aws-session end)"', SHOW)

    assert printed == [
        "alice@111122223333", "prod/Admin", "alice@111122223333", "none",
    ]  # fmt: skip


def test_without_a_role_the_stored_session_is_taken(stored: Place) -> None:
    (stored.folder / "project" / ".envrc").write_text("use aws_session\n")
    printed, _ = _run(stored, "direnv allow project", ENTER, SHOW, LEAVE, SHOW)

    assert printed == ["alice@111122223333", "none"]


def test_an_impossible_role_is_reported_and_leaves_the_folder_usable(stored: Place) -> None:
    (stored.folder / "project" / ".envrc").write_text("export A=1\nuse aws_session prod Nobody\n")
    printed, said = _run(stored, "direnv allow project", f"{ENTER} || :", SHOW)

    assert printed == ["none"]
    assert "aws-session: error: " in said
    assert "Nobody" in said


def test_without_a_stored_session_there_is_no_question(place: Place) -> None:
    with Terminal.of(
        place, BY_NAME["bash"], {"AWS_SESSION_MFA_COMMAND": "touch ASKED"}
    ) as terminal:
        terminal.enter('eval "$(direnv hook bash)"')
        terminal.ready()
        terminal.enter("cd project")
        terminal.expect("no AWS session: aws-session --keep, then direnv reload")
        terminal.ready()
        terminal.enter(SHOW)
        terminal.expect("none")

    assert place.company.cloud.calls.actions == []
    assert not (place.folder / "project" / "ASKED").exists()


def test_the_script_for_mise_sets_the_role_and_its_table_is_read(stored: Place) -> None:
    """As mise does it, which Debian does not have: it sources the script and takes the exports."""
    table = tomllib.loads(MISE)["env"]
    (stored.folder / table["_"]["source"]).write_text(SCRIPT)
    printed, _ = _run(
        stored, f". ./{table['_']['source']}", SHOW, "export -p | grep -c AWS_SESSION_STATE"
    )

    assert printed == ["prod/Admin", "1"]
    assert table["AWS_PROFILE"] is False
