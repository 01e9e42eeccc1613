from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.commands.doctor import files, local_checks
from aws_session.commands.doctor.findings import OK, Finding
from aws_session.commands.doctor.surroundings import Place, Shadow, Surroundings
from aws_session.config import NONE, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.session.precedence import Inputs
from memory import START

if TYPE_CHECKING:
    from pathlib import Path


INSTALLED = {"uncompiled": None, "slow_script": ""}
"""Findings that depend on how this program was installed, not on the home."""


def test_a_place_is_named_by_file_and_line() -> None:
    assert str(Place("/home/alice/.bashrc", 7, "bash")) == "/home/alice/.bashrc, line 7"


def test_a_folder_that_hides_packages_has_used_none_unless_it_is_said() -> None:
    assert Shadow("/layer", ("boto3",)).used == ()
    assert Shadow("/layer", ("boto3",)) != Shadow("/layer", ("boto3",), ("boto3",))


def test_of_nothing_around_nothing_is_told() -> None:
    there = profiles.read("[profile work]\nregion = eu-west-1\n", "CONFIG", "", "CREDENTIALS")
    inputs = Inputs(read_snapshot({}, START), there, NONE)
    found = files.examine(inputs, Surroundings(), " ".join)

    assert found == [Finding("files", OK, "1 AWS profile")]


def test_an_empty_home_has_nothing_around(tmp_path: Path) -> None:
    around = local_checks.read({"HOME": str(tmp_path), "PATH": ""})

    assert around.replace(**INSTALLED) == Surroundings()


@pytest.mark.parametrize("module", ["AWS.Tools.Common", "AWSPowerShell.NetCore", "AWSPowerShell"])
@pytest.mark.parametrize("place", ["modules", ".local/share/powershell/Modules"])
def test_modules_of_powershell_for_aws_are_dotnet(tmp_path: Path, module: str, place: str) -> None:
    folder = tmp_path / place / module
    folder.mkdir(parents=True)
    path = f"/none:{tmp_path}/modules"
    around = local_checks.read({"HOME": str(tmp_path), "PATH": "", "PSModulePath": path})

    assert around.replace(**INSTALLED) == Surroundings(dotnet=str(folder))


def test_the_program_dotnet_is_found_on_the_path(tmp_path: Path) -> None:
    program = tmp_path / "dotnet"
    program.write_text("#!/bin/sh\n")
    environ = {"HOME": str(tmp_path), "PATH": str(tmp_path)}

    assert local_checks.read(environ).dotnet == ""
    program.chmod(0o755)
    assert local_checks.read(environ).dotnet == str(program)
