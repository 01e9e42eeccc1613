"""[DEFAULT], which botocore's parser makes part of every other section of its file, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.configloader import load_config, multi_file_load_config

from aws_session.commands.doctor import files
from aws_session.commands.doctor.local_checks import LocalState
from aws_session.commands.mfa import Mfa
from aws_session.config import NONE, profiles
from aws_session.config.profile import MAKING_CREDENTIALS
from aws_session.config.profile_faults import nothing_there
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.session.precedence import Inputs
from memory import World

if TYPE_CHECKING:
    from pathlib import Path

PAIR = "aws_access_key_id = AKIAFAKE\naws_secret_access_key = s\n"
REGION = "region = eu-west-1\n"
OTHER = "[profile other]\noutput = json\n"


def read(config: str = "", credentials: str = "") -> profiles.Profiles:
    return profiles.read(config, "CONFIG", credentials, "CREDENTIALS")


def warned(config: str, credentials: str, profile: str | None) -> list[str]:
    """Return what is said about [DEFAULT] before a code is asked for."""
    world = World({"PATH": "/bin"}, "111111")
    world.files = (config, credentials)
    Mfa(profile=profile).change(read_snapshot(world.environ, int(world.now())), world)
    return [line for line in world.configured if "[DEFAULT]" in line]


def doctors(config: str, credentials: str) -> list[tuple[str, str | None]]:
    inputs = Inputs(read_snapshot({}, 0), read(config, credentials), NONE)
    found = files.examine(inputs, LocalState(), lambda *names: f"unset {' '.join(names)}")
    return [(each.what, each.remedy) for each in found if "[DEFAULT]" in each.what]


@pytest.mark.parametrize(
    ("config", "credentials", "profile", "where", "right"),
    [
        (
            f"[DEFAULT]\n{REGION}",
            f"[default]\n{PAIR}",
            None,
            "CONFIG, line 1",
            "write it [default]",
        ),
        (
            f"{OTHER}# mine\n[DEFAULT]\n{REGION}",
            f"[default]\n{PAIR}",
            None,
            "CONFIG, line 4",
            "add a section [default] to the file",
        ),
        (
            f"[DEFAULT]\n{REGION}{OTHER}",
            f"[work]\n{PAIR}",
            "work",
            "CONFIG, line 1",
            "add a section [profile work] to the file",
        ),
        (
            f"[profile work]\n{PAIR}",
            f"[DEFAULT]\n{REGION}[other]\n",
            "work",
            "CREDENTIALS, line 1",
            "add a section [work] to the file",
        ),
    ],
)
def test_a_session_is_started_with_a_line_about_what_it_misses(
    config: str, credentials: str, profile: str | None, where: str, right: str
) -> None:
    name = profile or "default"

    assert warned(config, credentials, profile) == [
        f"{where}: [DEFAULT] is not read as profile {name!r}: {right}"
    ]


@pytest.mark.parametrize(
    ("config", "credentials", "profile"),
    [
        (f"[DEFAULT]\n{REGION}[default]\noutput = json\n", f"[default]\n{PAIR}", None),
        (f"[DEFAULT]\n{REGION}", f"[default]\n{PAIR}region = us-east-1\n", None),
        (f"[DEFAULT]\n{REGION}[profile work]\n", f"[work]\n{PAIR}", "work"),
        (f"[DEFAULT]\ncolor = red\n{OTHER}", f"[default]\n{PAIR}", None),
        (OTHER, f"[DEFAULT]\n{PAIR}[default]\n[work]\n", "work"),
    ],
)
def test_nothing_is_said_where_nothing_is_missed(
    config: str, credentials: str, profile: str | None
) -> None:
    assert warned(config, credentials, profile) == []


@pytest.mark.parametrize(
    ("credentials", "right"),
    [
        (f"[DEFAULT]\n{PAIR}", "write it [default]"),
        (f"[DEFAULT]\n{PAIR}[work]\n", "add a section [default] to the file"),
    ],
)
def test_a_key_in_it_is_named_where_there_is_no_default_profile(
    credentials: str, right: str
) -> None:
    world = World({"PATH": "/bin"})
    world.files = ("", credentials)
    with pytest.raises(SessionError) as failed:
        Mfa().change(read_snapshot(world.environ, int(world.now())), world)

    assert failed.value.message == "CREDENTIALS, line 1: [DEFAULT] is not read as profile 'default'"
    assert failed.value.hint == right


def test_without_a_key_in_it_the_profiles_with_one_are_named() -> None:
    world = World({"PATH": "/bin"})
    world.files = ("", f"[DEFAULT]\n{REGION}[work]\n{PAIR}")
    with pytest.raises(SessionError) as failed:
        Mfa().change(read_snapshot(world.environ, int(world.now())), world)

    assert failed.value.hint == (
        "name a profile with a long-term key (work): aws-session --profile NAME"
    )


@pytest.mark.parametrize("name", ["default", "work"])
def test_a_profile_without_a_key_is_told_of_the_key_in_it(name: str) -> None:
    heading = name if name == "default" else f"profile {name}"
    found = read(f"[{heading}]\n{REGION}", f"[DEFAULT]\n{PAIR}").find(name)
    error = nothing_there(found, f"profile {name!r}", MAKING_CREDENTIALS)

    assert error.message == (
        f"profile {name!r} has no credentials: CREDENTIALS, line 1: [DEFAULT] is not read as "
        f"profile {name!r}"
    )
    assert error.hint == f"write it [{name}]"


def test_doctor_names_it_where_the_default_profile_misses_it() -> None:
    what = "CONFIG, line 1: [DEFAULT] is not read as profile 'default'"

    assert doctors(f"[DEFAULT]\n{REGION}", "") == [(what, "write it [default]")]
    assert doctors(f"[DEFAULT]\n{REGION}{OTHER}", f"[default]\n{PAIR}") == [
        (what, "add a section [default] to the file")
    ]
    assert doctors(f"[DEFAULT]\n{PAIR}{OTHER}", "") == []
    assert doctors(f"[DEFAULT]\n{PAIR}{OTHER}[default]\n", "") == []


def test_botocore_reads_it_so(tmp_path: Path) -> None:
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    config.write_text(f"[DEFAULT]\n{REGION}{OTHER}")
    credentials.write_text(f"[default]\n{PAIR}")
    before = multi_file_load_config(str(config), str(credentials))["profiles"]
    config.write_text(f"[DEFAULT]\n{REGION}{OTHER}[default]\n")
    after = load_config(str(config))["profiles"]

    assert "region" not in before["default"]
    assert before["other"] == {"output": "json", "region": "eu-west-1"}
    assert after["default"] == {"region": "eu-west-1"}
