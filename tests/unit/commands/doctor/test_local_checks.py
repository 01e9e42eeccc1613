from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from aws_session.commands.doctor import files, local_checks
from aws_session.commands.doctor.findings import OK, Finding
from aws_session.commands.doctor.local_checks import LocalState, Place, Shadow
from aws_session.config import NONE, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.session.precedence import Inputs
from memory import START

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "PATH": ""}


def program(folder: Path) -> Path:
    folder.mkdir()
    file = folder / "aws-session"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_programs_of_the_same_name_are_found_in_the_paths_order(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    first, second = program(tmp_path / "b"), program(tmp_path / "a")
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "aws-session").symlink_to(first)
    program(tmp_path / "no").chmod(0o644)
    environ["PATH"] = ":".join(f"{tmp_path}/{name}" for name in ("no", "b", "link", "a", "none"))

    assert local_checks.read(environ).programs == (str(first), str(second))


def test_a_sandbox_does_not_count_as_a_second_program(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    program(tmp_path / "sandbox")
    first = program(tmp_path / "first")
    environ["AWS_SESSION_SANDBOX_FOLDER"] = str(tmp_path / "sandbox")
    environ["PATH"] = f"{tmp_path}/sandbox:{tmp_path}/first"

    assert local_checks.read(environ).programs == (str(first),)
    environ["PATH"] = f"{tmp_path}/sandbox"
    assert len(local_checks.read(environ).programs) == 1


@pytest.mark.parametrize(
    "line",
    [
        "alias aws-session='eval $(command aws-session)'",
        "  alias -g aws-session=x",
        "alias aws-session x",
    ],
)
def test_an_alias_in_an_rc_file_is_found_with_its_line(
    tmp_path: Path, environ: dict[str, str], line: str
) -> None:
    (tmp_path / ".zshrc").write_text(f"# mine\n{line}\n")

    assert local_checks.read(environ).aliases == (Place(str(tmp_path / ".zshrc"), 2, "zsh"),)


@pytest.mark.parametrize(
    "line", ["# alias aws-session=x", "alias as='eval $(aws-session)'", "alias aws-session2=x"]
)
def test_what_is_not_an_alias_of_that_name_is_not(
    tmp_path: Path, environ: dict[str, str], line: str
) -> None:
    (tmp_path / ".bashrc").write_text(f"{line}\n")

    assert local_checks.read(environ).aliases == ()


def test_the_line_that_loads_the_function_is_found(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / ".bashrc").write_text('\neval "$(aws-session init bash)"\n')
    fish = tmp_path / "config" / "fish" / "config.fish"
    fish.parent.mkdir(parents=True)
    fish.write_text("# aws-session init fish | source\naws-session init fish | source\n")

    assert local_checks.read(environ).functions == (
        Place(str(tmp_path / ".bashrc"), 2, "bash"),
        Place(str(fish), 2, "fish"),
    )


def test_variables_that_fish_keeps_are_read_from_its_own_file(environ: dict[str, str]) -> None:
    if not shutil.which("fish"):
        pytest.skip("fish is not here")
    script = "set -Ux AWS_PROFILE work; set -U AWS_REGION 'a b'; set -U OTHER x"
    subprocess.run(
        ["fish", "-c", script],
        env={**environ, "PATH": "/usr/bin:/bin", "TERM": "dumb"},
        check=True,
        timeout=60,
    )

    assert local_checks.read(environ).universal == ("AWS_PROFILE", "AWS_REGION")


def test_a_credentials_file_that_others_may_read_is_named(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    file = tmp_path / "credentials"
    file.write_text("")
    environ["AWS_SHARED_CREDENTIALS_FILE"] = str(file)
    file.chmod(0o640)
    opened = local_checks.read(environ).open_files
    file.chmod(0o600)

    assert opened == (str(file),)
    assert local_checks.read(environ).open_files == ()


def test_an_invalid_ca_bundle_is_named_with_why(tmp_path: Path, environ: dict[str, str]) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    environ |= {"AWS_CA_BUNDLE": "/nowhere.pem", "REQUESTS_CA_BUNDLE": str(empty)}

    assert local_checks.read(environ).unreadable == (
        ("AWS_CA_BUNDLE names /nowhere.pem", "No such file or directory"),
        (f"REQUESTS_CA_BUNDLE names {empty}", "it contains no certificate"),
    )


INSTALLED = {"uncompiled": None, "slow_script": ""}
"""Findings that depend on how this program was installed, not on the home."""


def test_a_place_is_named_by_file_and_line() -> None:
    assert str(Place("/home/alice/.bashrc", 7, "bash")) == "/home/alice/.bashrc, line 7"


def test_a_folder_that_hides_packages_is_unused_by_default() -> None:
    assert Shadow("/layer", ("boto3",)).used == ()
    assert Shadow("/layer", ("boto3",)) != Shadow("/layer", ("boto3",), ("boto3",))


def test_an_empty_state_yields_no_findings() -> None:
    there = profiles.read("[profile work]\nregion = eu-west-1\n", "CONFIG", "", "CREDENTIALS")
    inputs = Inputs(read_snapshot({}, START), there, NONE)
    found = files.examine(inputs, LocalState(), " ".join)

    assert found == [Finding("files", OK, "1 AWS profile")]


def test_an_empty_home_gives_an_empty_state(tmp_path: Path) -> None:
    local = local_checks.read({"HOME": str(tmp_path), "PATH": ""})

    assert local.replace(**INSTALLED) == LocalState()


@pytest.mark.parametrize("module", ["AWS.Tools.Common", "AWSPowerShell.NetCore", "AWSPowerShell"])
@pytest.mark.parametrize("place", ["modules", ".local/share/powershell/Modules"])
def test_modules_of_powershell_for_aws_are_dotnet(tmp_path: Path, module: str, place: str) -> None:
    folder = tmp_path / place / module
    folder.mkdir(parents=True)
    path = f"/none:{tmp_path}/modules"
    local = local_checks.read({"HOME": str(tmp_path), "PATH": "", "PSModulePath": path})

    assert local.replace(**INSTALLED) == LocalState(dotnet=str(folder))


def test_the_program_dotnet_is_found_on_the_path(tmp_path: Path) -> None:
    program = tmp_path / "dotnet"
    program.write_text("#!/bin/sh\n")
    environ = {"HOME": str(tmp_path), "PATH": str(tmp_path)}

    assert local_checks.read(environ).dotnet == ""
    program.chmod(0o755)
    assert local_checks.read(environ).dotnet == str(program)
