"""The lines of a tool's profile: every SDK must be able to read them, with the same result."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

import secret_service
from aws_session.model.account import Account
from aws_session.storage.account_cache import AccountCache
from real.journeys.place import Sitting
from real.journeys.test_clients import CLIENTS, answers, asking, needed, surroundings
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

TEAM, OTHER, THIRD = "210987654321", "432109876543", "543210987654"
READERS = tuple(name for name in CLIENTS if name != "Java 1")
"""The clients that read a credential_process in the AWS config."""


@pytest.fixture
def program(place: Place) -> str:
    found = shutil.which("aws-session", path=place.environ["PATH"])
    assert found is not None
    return found


def lines(place: Place, *words: str) -> str:
    done = place.program("process", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def settings(place: Place, text: str) -> None:
    file = place.folder / "settings.toml"
    file.write_text(text)
    place.environ["AWS_SESSION_CONFIG"] = str(file)


@pytest.mark.parametrize("name", ["Team #1", "a ; b", "Zürich", "R+D 'x'"])
@pytest.mark.parametrize("typed", [str, str.upper])
def test_an_alias_that_is_not_plain_is_written_as_its_id(
    place: Place, program: str, name: str, typed: Callable[[str], str]
) -> None:
    role = 'role = "Admin"\nregion = "eu-west-3"'
    settings(place, f'[accounts."{name}"]\nid = "{TEAM}"\n{role}\n')

    assert lines(place, typed(name), "--show", "tool") == (
        f"[profile tool]\ncredential_process = {program} process {TEAM} Admin --profile default\n"
        "region = eu-west-3\n"
    )
    other = lines(place, typed(name), "ReadOnly", "--show", "tool")
    assert f" process {TEAM} ReadOnly --profile default\n" in other


def test_the_lines_of_a_profile_do_not_join_a_last_line_without_an_end(
    place: Place, bash: Interpreter
) -> None:
    file = place.folder / "config"
    file.write_text("[default]\nregion = eu-west-1")
    bash.run(
        "aws-session process prod Admin --show x >> config\ntrue\n",
        cwd=place.folder,
        env=place.environ,
    )

    assert file.read_text().startswith("[default]\nregion = eu-west-1\n[profile x]\n")


def test_a_name_of_the_organization_is_written_as_its_id_where_one_account_has_it(
    place: Place,
) -> None:
    place.environ["AWS_SESSION_CACHE"] = str(place.folder / "cache")
    names = {TEAM: "Team #1", OTHER: "Twins ; two", THIRD: "twins ; TWO"}
    cache = AccountCache(place.environ, "aws", "111122223333", place.server.endpoint)
    cache.write((Account(number, name) for number, name in names.items()), 0.0)

    def words(name: str) -> str:
        shown = lines(place, name, "Admin", "--show", "x").splitlines()[1]
        return shown.partition(" process ")[2]

    assert words("team #1") == f"{TEAM} Admin --profile default"
    assert words("Twins ; two") == "'Twins ''; two' Admin --profile default"
    assert words("new #1; ;") == "'new ''#1; '';' Admin --profile default"


def test_a_name_that_nothing_here_knows_is_kept_and_read_by_every_client(
    place: Place, program: str
) -> None:
    name = "Team #1 ; O'Neil's $x %y"
    place.company.cloud.accounts[TEAM].name = name
    names = needed(READERS)
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        place.environ.update(service.environ)
        code = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
        kept = place.program("--keep", "--shell", "json", environ=code)
        assert kept.returncode == 0, kept.stderr
        shown = lines(place, name, "Admin", "--show", "tool")
        place.config(shown)
        subprocess.run(
            ["sh", "-c", asking(place, names)],
            env=bare_environment(place.home)
            | place.environ
            | surroundings()
            | {"AWS_PROFILE": "tool", "AWS_SDK_LOAD_CONFIG": "1"},
            cwd=place.folder,
            timeout=120,
            check=True,
        )

    word = "'Team ''#1 ''; O'\"'\"'Neil'\"'\"'s $x %y'"
    assert shown == (
        f"[profile tool]\ncredential_process = {program} process {word} Admin --profile default\n"
        f"region = {place.company.region}\n"
    )
    who = f"arn:aws:sts::{TEAM}:assumed-role/Admin/alice"
    assert answers(place, names) == dict.fromkeys(names, who)


PRESENT = """\
[profile tool]
region = eu-west-3
output = yaml
ca_bundle = /etc/ssl/our own.pem
max_attempts = 9
s3 =
  addressing_style = path
  max_concurrent_requests = 4
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = default
my_setting = kept
endpoint_url = http://$(touch RAN)/
rm = -rf
[default]
region = us-west-2
retry_mode = standard
output = text
my_other = 1
[profile hub]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = default
region = ap-south-1
use_fips_endpoint = true
"""


def test_the_lines_replace_a_profile_that_is_there(place: Place, program: str) -> None:
    place.config(PRESENT)
    place.credentials(
        f"[default]\naws_access_key_id = {place.company.key.id}\n"
        f"aws_secret_access_key = {place.company.key.secret}\n"
    )
    done = place.program("process", "prod", "Admin", "--show", "tool")

    assert done.stdout == (
        f"[profile tool]\ncredential_process = {program} process prod Admin --profile default\n"
        "region = eu-west-3\noutput = yaml\nca_bundle = /etc/ssl/our own.pem\n"
        "max_attempts = 9\ns3 =\n  addressing_style = path\n  max_concurrent_requests = 4\n"
        "my_setting = kept\nretry_mode = standard\n"
    )
    config = place.home / ".aws" / "config"
    assert f"copy endpoint_url by hand: {config}, line 12\n" in done.stderr
    assert f"copy rm by hand: {config}, line 13\n" in done.stderr
    assert f"to paste in place of profile 'tool' ({config}, line " in done.stderr


def test_the_lines_of_a_profile_that_is_there_are_not_added_to_its_file(
    place: Place, bash: Interpreter
) -> None:
    line = 'aws-session process prod Admin --show x >> "$HOME/.aws/config"\n'
    place.config("[default]\nregion = eu-west-1\n")
    for _ in range(2):
        done = bash.run(f"{line}true\n", cwd=place.folder, env=place.environ)
    config = place.home / ".aws" / "config"

    assert config.read_text().count("[profile x]\n") == 1
    assert f"error: profile 'x' ({config}, line 5) is already there" in done.stderr.decode()


@pytest.mark.parametrize(
    ("words", "region"),
    [
        (("prod", "Admin"), "us-west-2"),
        (("prod", "Admin", "--region", "eu-north-1"), "eu-north-1"),
        (("hub",), "ap-south-1"),
        (("hub", "ReadOnly"), "ap-south-1"),
        (("default",), "us-west-2"),
    ],
)
def test_a_region_is_always_there(place: Place, words: tuple[str, ...], region: str) -> None:
    place.config(PRESENT)
    place.credentials("[default]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = x\n")
    shown = lines(place, *words, "--show", "new")

    assert f"\nregion = {region}\n" in shown
    assert ("use_fips_endpoint = true\n" in shown) is (words[0] == "hub")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("prod-ad", "prod-admin"),
        ("PROD-ADMIN", "prod-admin"),
        ("prod-ad ReadOnly", "prod-admin ReadOnly --profile work"),
        ("prod-admin/ReadOnly", "prod-admin ReadOnly --profile work"),
        ("prod-admin/Admin", "prod-admin"),
    ],
)
def test_a_part_of_a_profiles_name_asks_for_that_profile_and_its_own_chain(
    place: Place, program: str, words: str, asked: str
) -> None:
    place.credentials(default=place.company.key, work=place.company.key)
    role = f"role_arn = arn:aws:iam::{TEAM}:role/Admin\nregion = eu-west-1"
    place.config(f"[profile prod-admin]\n{role}\nsource_profile = work\n")

    assert lines(place, *words.split(), "--show", "tool") == (
        f"[profile tool]\ncredential_process = {program} process {asked}\nregion = eu-west-1\n"
    )


def test_a_profile_whose_name_begins_with_a_dash_is_not_an_option(
    place: Place, program: str
) -> None:
    key = place.company.key
    region = f"region = {place.company.region}\n"
    place.credentials(
        f"[-x]\n{region}aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
    )
    printed = lines(place, "--profile", "-x", "--show", "tool")
    command = shlex.split(printed.partition("credential_process = ")[2].partition("\n")[0])
    done = place.program(*command[1:], environ={"AWS_SESSION_MFA_COMMAND": "echo 123456"})

    assert command == [program, "process", "--profile", "-x"]
    assert "AWS refused the code" in done.stderr


def test_an_account_that_is_called_so_whole_is_not_a_beginning_of_a_profiles_name(
    place: Place, program: str
) -> None:
    AccountCache(place.environ, "aws", "111122223333").write([Account(OTHER, "prod")], 0)
    role = f"role_arn = arn:aws:iam::{TEAM}:role/Admin"
    place.config(f"[profile prod-admin]\n{role}\nsource_profile = default\n")

    assert " process prod --profile default\n" in lines(place, "prod", "--show", "tool")
    assert " process prod-admin\n" in lines(place, "prod-", "--show", "tool")


def test_the_region_that_was_set_in_this_shell_is_the_profiles(
    place: Place, dash: Interpreter
) -> None:
    settings(place, f'[accounts.own]\nid = "{TEAM}"\nregion = "eu-north-1"\n')
    sitting = Sitting.at(place, dash)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.enter("aws-session region eu-west-3")
    assert sitting.aws("REGION") == "eu-west-3"
    environ = {name: os.fsdecode(value) for name, value in sitting.environ.items()}

    def shown(*words: str) -> list[str]:
        done = place.program("process", *words, "--show", "tool", environ=environ)
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line.startswith("region")]

    assert shown(OTHER, "Admin") == ["region = eu-west-3"]
    assert shown("own", "Admin") == ["region = eu-north-1"]
    assert shown(OTHER, "Admin", "--region", "us-west-2") == ["region = us-west-2"]
    sitting.enter("aws-session end")
    environ = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    assert shown(OTHER, "Admin") == ["region = us-east-1"]


@pytest.mark.parametrize("name", ["prod", "PROD", TEAM])
def test_an_account_and_its_role_after_show_are_corrected(place: Place, name: str) -> None:
    settings(place, f'[accounts.prod]\nid = "{TEAM}"\n')
    done = place.program("process", "--show", name, "Admin")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"aws-session: error: --show is followed by the name of the profile to print, and {name!r} "
        "is an account\n"
        "  put the profile's name after --show: aws-session process "
        f"{name} Admin --show {name}-Admin\n"
    )
    typed = done.stderr.split("aws-session ")[-1].split()
    assert lines(place, *typed[1:]).startswith(f"[profile {name}-Admin]\n")


@pytest.mark.parametrize(
    "words",
    [
        ("--show", "prod", "prod"),
        ("--show", "prod", "prod", "Admin"),
        ("--show", "prod", OTHER),
        ("--show", "tool", "Admin"),
    ],
)
def test_a_profile_may_be_called_like_an_account(place: Place, words: tuple[str, ...]) -> None:
    settings(place, f'[accounts.prod]\nid = "{TEAM}"\n')

    assert lines(place, *words).startswith(f"[profile {words[1]}]\n")
