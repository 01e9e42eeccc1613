"""A command that outlasts its session asks for another, and nobody is asked for a code."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

import secret_service
from aws_session.environment import change as env
from aws_session.environment import sdk_identities
from aws_session.sandbox import scenario
from real.journeys.place import Place, Sitting, read_environment
from real.shells.interpreters import Interpreter

WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
LATER = (
    "import boto3, sys, time\n"
    "sts = boto3.client('sts')\n"
    "print(sts.get_caller_identity()['Arn'])\n"
    "credentials = boto3.DEFAULT_SESSION.get_credentials()\n"
    "first = credentials.get_frozen_credentials().access_key\n"
    "import datetime\n"
    "credentials._expiry_time = datetime.datetime.now(datetime.timezone.utc)\n"
    "print(sts.get_caller_identity()['Arn'])\n"
    "print(first != credentials.get_frozen_credentials().access_key)\n"
)


@pytest.fixture(autouse=True)
def store(place: Place) -> Iterator[None]:
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        place.environ.update(service.environ)
        yield


def run(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    return place.program("exec", "--refresh", *words, environ=given)


def test_the_command_gets_new_credentials_whenever_it_needs_some(place: Place) -> None:
    done = run(place, "prod", "Admin", "--", sys.executable, "-c", LATER)

    first, second, changed = done.stdout.splitlines()
    assert ":assumed-role/Admin/" in first
    assert (second, changed) == (first, "True")
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_a_profile_of_that_name_does_not_win(place: Place) -> None:
    key = "aws_access_key_id = AKIAFAKEWRONG\naws_secret_access_key = x\n"
    file = place.home / ".aws" / "credentials"
    name = "aws-session-210987654321-role-Admin"
    file.write_text(f"{file.read_text()}[{name}]\n{key}")

    done = run(place, "prod", "Admin", "--", sys.executable, "-c", WHO)

    assert ":assumed-role/Admin/" in done.stdout


def test_the_profile_is_called_by_account_and_role(place: Place) -> None:
    names = [
        run(place, *words, "--", "sh", "-c", 'echo "$AWS_PROFILE"').stdout
        for words in ((), ("prod", "Admin"), ("staging", "Admin"))
    ]

    assert names == [
        "aws-session-111122223333-user-alice\n",
        "aws-session-210987654321-role-Admin\n",
        "aws-session-432109876543-role-Admin\n",
    ]


def test_the_command_finds_one_identity_and_no_way_to_another(place: Place) -> None:
    names = (*env.IDENTITIES, *sdk_identities.CONTAINER, "AWS_BEARER_TOKEN_BEDROCK")
    given = dict.fromkeys(names, "left-over") | {"AWS_SESSION_MFA_COMMAND": "false"}
    given |= {"AWS_EC2_METADATA_DISABLED": "false", "MAVEN_OPTS": "-Xmx1g -Daws.secretKey=s"}
    run(place, "--", "true")

    words = ("exec", "--refresh", "prod", "Admin", "--", "sh", "-c")
    text = 'env -0 >env; cat "$AWS_CONFIG_FILE" >config'
    done = place.program(*words, text, environ=given)

    assert done.returncode == 0, done.stderr
    found = {n: os.fsdecode(v) for n, v in read_environment(place.folder / "env").items()}
    assert not found.keys() & set(names)
    assert found["AWS_EC2_METADATA_DISABLED"] == "true"
    assert found["AWS_CREDENTIAL_PROFILES_FILE"] == found["AWS_CONFIG_FILE"]
    assert found["MAVEN_OPTS"] == "-Xmx1g"
    program = shutil.which("aws-session", path=place.environ["PATH"])
    assert (place.folder / "config").read_text() == (
        f"[profile {found['AWS_PROFILE']}]\n"
        f"credential_process = env AWS_CONFIG_FILE={place.home}/.aws/config "
        "AWS_EC2_METADATA_DISABLED=false AWS_ROLE_SESSION_NAME=left-over "
        f"{program} process prod Admin --profile default\n"
        f"region = {place.company.region}\n"
    )


def test_a_role_sessions_name_that_is_none_does_not_reach_the_config(place: Place) -> None:
    given = {"AWS_ROLE_SESSION_NAME": "a\ncredential_process = touch RAN"}
    given["AWS_SESSION_MFA_COMMAND"] = f"echo {place.fresh_code()}"
    words = ("exec", "--refresh", "--", "sh", "-c", 'cat "$AWS_CONFIG_FILE"')
    done = place.program(*words, environ=given)

    assert done.returncode == 0, done.stderr
    assert "RAN" not in done.stdout


@pytest.mark.parametrize("source", ["EcsContainer", "Environment"])
def test_a_profile_that_begins_with_the_environment_is_refused_before_anything(
    place: Place, source: str
) -> None:
    role = "role_arn = arn:aws:iam::210987654321:role/Admin"
    place.config(f"[profile pod]\n{role}\ncredential_source = {source}\n")
    ran = place.folder / "ran"

    done = run(place, "pod", "--", "touch", str(ran))

    assert (done.returncode, done.stdout) == (125, "")
    assert done.stderr == (
        "aws-session: --refresh cannot use profile 'pod': its credentials come from the "
        "environment, which the command does not see\n"
        "  leave --refresh out: aws-session exec [TARGET [ROLE]] -- COMMAND\n"
    )
    assert not ran.exists()


@pytest.mark.parametrize(
    ("name", "status", "printed"), [("deploy", 0, "deployed\n"), ("deploy/x", 127, "")]
)
def test_what_is_no_program_is_met_as_without_refresh(
    place: Place, name: str, status: int, printed: str
) -> None:
    (place.folder / "deploy").write_text("echo deployed\n")
    (place.folder / "deploy").chmod(0o755)

    done = run(place, "--", f"./{name}")

    assert (done.returncode, done.stdout) == (status, printed)


def test_a_code_in_the_line_is_the_code(place: Place) -> None:
    words = ("--code", place.fresh_code(), "prod", "Admin", "--", sys.executable, "-c", WHO)
    done = place.program("exec", "--refresh", *words)

    assert ":assumed-role/Admin/" in done.stdout


def test_ones_own_session_does_as_well(place: Place) -> None:
    done = run(place, "--", sys.executable, "-c", WHO)

    assert ":user/" in done.stdout
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_its_config_holds_no_secret_and_is_gone_afterwards(place: Place) -> None:
    text = 'cat "$AWS_CONFIG_FILE"; env; echo "file=$AWS_CONFIG_FILE"; exit 7'
    before = place.everything_under_home()

    done = run(place, "prod", "Admin", "--", "sh", "-c", text)

    config = done.stdout.rpartition("file=")[2].strip()
    assert done.returncode == 7
    assert "credential_process = env AWS_CONFIG_FILE=" in done.stdout
    for session in place.company.cloud.sessions.values():
        assert session.secret not in done.stdout + done.stderr
        assert session.token not in done.stdout + done.stderr
    assert not subprocess.run(["ls", config], capture_output=True, check=False).stdout
    assert place.everything_under_home() == before


def test_without_a_store_it_is_refused_before_the_command_runs(place: Place) -> None:
    place.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    ran = place.folder / "ran"

    done = run(place, "prod", "Admin", "--", "touch", str(ran))

    assert (done.returncode, done.stdout) == (125, "")
    said = "--refresh needs a session that is kept: this machine has no secret store"
    assert said in done.stderr
    assert place.company.cloud.calls.count("GetSessionToken") == 0
    assert not ran.exists()


def test_without_a_place_for_its_marker_no_code_is_spent(place: Place) -> None:
    place.environ["AWS_SESSION_CACHE"] = "/proc/nope"

    done = run(place, "--", "true")

    assert (done.returncode, done.stdout) == (125, "")
    assert "is kept: /proc/nope cannot be written" in done.stderr
    assert place.company.cloud.calls.count("GetSessionToken") == 0


def test_a_shell_in_a_role_must_say_which(place: Place) -> None:
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    posed = place.program("pose", "prod", "Admin", "--shell", "sh", environ=given)
    text = f"{posed.stdout.strip()} aws-session exec --refresh -- true"
    done = subprocess.run(
        ["sh", "-c", text], env=place.environ, capture_output=True, text=True, check=False
    )

    assert done.returncode == 125
    assert "--refresh needs to be told the role" in done.stderr


@pytest.mark.parametrize("words", [(), ("prod", "Admin")])
def test_the_command_is_the_one_whose_session_the_shell_holds(
    place: Place, dash: Interpreter, words: tuple[str, ...]
) -> None:
    bob = place.company.account.add_user("bob")
    scenario.demand_mfa(bob)
    bob.add_device()
    place.credentials(alice=place.company.key, bob=bob.add_key())
    sitting = Sitting.at(place, dash, {"AWS_PROFILE": "alice"})
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0, sitting.notices
    held = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}", "AWS_PROFILE": "bob"}
    done = place.program(
        *("exec", "--refresh", *words, "--", sys.executable, "-c", WHO), environ=held | given
    )

    assert done.stdout.endswith("/alice\n"), done.stderr
    said = "AWS_PROFILE names profile 'bob' now; this shell's session is of profile 'alice'"
    assert done.stderr.count(said) == 1


def other_source(place: Place) -> None:
    """Give the user's key to a source of profile `spoke`, and nobody's key to the default."""
    key = place.company.key
    place.credentials(
        "[default]\naws_access_key_id = AKIAFAKEWRONG\naws_secret_access_key = x\n"
        f"[two]\nregion = {place.company.region}\n"
        f"aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
    )
    place.config(
        "[profile spoke]\nrole_arn = arn:aws:iam::210987654321:role/Admin\nsource_profile = two\n"
    )


@pytest.mark.parametrize("words", [("spoke",), ("spoke", "ReadOnly")])
def test_the_source_of_a_profile_signs_for_any_role_in_its_account(
    place: Place, words: tuple[str, ...]
) -> None:
    other_source(place)
    done = run(place, *words, "--", sys.executable, "-c", WHO)

    assert f":assumed-role/{[*words, 'Admin'][:2][-1]}/alice" in done.stdout, done.stderr


def test_a_tools_profile_names_the_source_of_its_target(place: Place) -> None:
    other_source(place)
    done = place.program("process", "--show", "tool", "spoke", "ReadOnly")

    assert " process spoke ReadOnly --profile two\n" in done.stdout


@pytest.mark.parametrize("words", [(), ("prod", "Admin")])
def test_the_session_of_another_tool_is_not_replaced_by_a_profile(
    place: Place, words: tuple[str, ...]
) -> None:
    other = {
        "AWS_ACCESS_KEY_ID": "ASIAFAKEOTHER",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_SESSION_TOKEN": "t",
    }
    done = place.program("exec", "--refresh", *words, "--", "echo", "ran", environ=other)

    assert (done.returncode, done.stdout) == (125, "")
    assert done.stderr == (
        "aws-session: --refresh cannot renew the session of another tool that is here "
        "(ASIAFAKEOTHER)\n"
        "  name the profile that signs: aws-session exec --refresh -p PROFILE\n"
    )
    shown = place.program("process", "--show", "tool", "prod", "Admin", environ=other)
    assert "(ASIAFAKEOTHER); a code needs a long-term key: using profile 'default'" in shown.stderr
