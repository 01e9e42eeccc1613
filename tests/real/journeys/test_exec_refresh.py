"""A command that outlasts its session gets another one, without a code."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import botocore.httpsession
import pytest

import secret_service
from aws_session import environment as env
from aws_session.environment import sdk_identities
from aws_session.sandbox import scenario
from real.journeys.place import Place, Sitting, read_environment
from real.shells.interpreters import Interpreter, bare_environment

WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
LATER = (
    "import boto3, sys, time\n"
    "sts = boto3.client('sts')\n"
    "print(sts.get_caller_identity()['Arn'])\n"
    "credentials = boto3.DEFAULT_SESSION.get_credentials()\n"
    "first = credentials.get_frozen_credentials().access_key\n"
    "time.sleep(1)\n"
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


def run(place: Place, *words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {code or place.fresh_code()}"}
    return place.program("exec", "--refresh", *words, environ=given)


SHORT = (
    "[profile short]\nrole_arn = arn:aws:iam::210987654321:role/Admin\n"
    "source_profile = default\nduration_seconds = 900\n"
)
"""A role that is not used from the store: less than a quarter of an hour is left."""


def test_the_command_gets_new_credentials_whenever_it_needs_some(place: Place) -> None:
    place.config(SHORT)
    # AWS's clock is not ahead of this one, according to which a quarter of an hour is left.
    code = place.code_now(at_least=10)
    done = run(place, "short", "--", sys.executable, "-c", LATER, code=code)

    first, second, changed = done.stdout.splitlines()
    assert ":assumed-role/Admin/" in first
    assert (second, changed) == (first, "True")
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_the_command_gets_the_stored_role_while_that_lasts(place: Place) -> None:
    done = run(place, "prod", "Admin", "--", sys.executable, "-c", LATER)

    first, second, changed = done.stdout.splitlines()
    assert ":assumed-role/Admin/" in first
    assert (second, changed) == (first, "False")
    calls = place.company.cloud.calls
    assert (calls.count("GetSessionToken"), calls.count("AssumeRole")) == (1, 1)


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
    text = 'env -0 >env; cat "$AWS_CONFIG_FILE" >config; cat "$AWS_CREDENTIAL_PROFILES_FILE" >java'
    done = place.program(*words, text, environ=given)

    assert done.returncode == 0, done.stderr
    found = {n: os.fsdecode(v) for n, v in read_environment(place.folder / "env").items()}
    assert not found.keys() & set(names)
    assert found["AWS_EC2_METADATA_DISABLED"] == "true"
    assert (place.folder / "java").read_text() == (place.folder / "config").read_text()
    assert found["MAVEN_OPTS"] == "-Xmx1g"
    program = shutil.which("aws-session", path=place.environ["PATH"])
    assert (place.folder / "config").read_text() == (
        f"[profile {found['AWS_PROFILE']}]\n"
        f"credential_process = env AWS_CONFIG_FILE={place.home}/.aws/config "
        "AWS_EC2_METADATA_DISABLED=false "
        f"{program} process prod Admin --profile default\n"
        f"region = {place.company.region}\n"
    )


def test_a_name_for_other_sessions_is_not_the_roles(place: Place) -> None:
    place.config(SHORT)
    done = place.program(
        *("exec", "--refresh", "short", "--", sys.executable, "-c", LATER),
        environ={
            "AWS_SESSION_MFA_COMMAND": f"echo {place.code_now(at_least=10)}",
            "AWS_ROLE_SESSION_NAME": "left-over",
        },
    )

    own = "arn:aws:sts::210987654321:assumed-role/Admin/alice"
    assert done.stdout.splitlines() == [own, own, "True"], done.stderr


@pytest.mark.parametrize("word", ["prod-ad", "prod-admin/Admin"])
def test_the_beginning_of_a_profiles_name_signs_by_its_own_chain(place: Place, word: str) -> None:
    place.credentials(work=place.company.key)
    role = "role_arn = arn:aws:iam::210987654321:role/Admin"
    place.config(f"[profile prod-admin]\n{role}\nsource_profile = work\n")

    done = run(place, word, "--", sys.executable, "-c", WHO)

    assert done.stdout == "arn:aws:sts::210987654321:assumed-role/Admin/alice\n", done.stderr


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
        "aws-session: error: --refresh cannot use profile 'pod': its credentials come from the "
        "environment, which the command does not see\n"
        "  leave out --refresh: aws-session exec [TARGET [ROLE]] -- COMMAND\n"
    )
    assert not ran.exists()


@pytest.mark.parametrize(
    "environ",
    [
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/x"},
        {
            "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/Job",
            "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token",
        },
    ],
)
def test_a_profile_without_credentials_where_the_environment_provides_them_is_refused(
    place: Place, environ: dict[str, str]
) -> None:
    place.config("[default]\nregion = eu-west-1\n")
    place.credentials("")
    done = place.program("exec", "--refresh", "prod", "Admin", "--", "true", environ=environ)

    assert (done.returncode, done.stdout) == (125, "")
    assert done.stderr == (
        "aws-session: error: --refresh cannot use profile 'default': its credentials come from "
        "the environment, which the command does not see\n"
        "  leave out --refresh: aws-session exec [TARGET [ROLE]] -- COMMAND\n"
    )


@pytest.mark.parametrize(
    ("name", "status", "printed"), [("deploy", 0, "deployed\n"), ("deploy/x", 127, "")]
)
def test_what_is_not_a_program_is_met_as_without_refresh(
    place: Place, name: str, status: int, printed: str
) -> None:
    (place.folder / "deploy").write_text("echo deployed\n")
    (place.folder / "deploy").chmod(0o755)

    done = run(place, "--", f"./{name}")

    assert (done.returncode, done.stdout) == (status, printed)


def test_a_key_that_is_only_in_the_environment_is_refused_with_the_line_that_works(
    place: Place,
) -> None:
    key = place.company.key
    place.credentials("")
    given = {"AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret}
    given |= {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    given |= {"AWS_DEFAULT_REGION": place.company.region}
    command = ("--", sys.executable, "-c", WHO)

    done = place.program("exec", "--refresh", "prod", "Admin", *command, environ=given)
    assert (done.returncode, done.stdout) == (125, "")
    said = "leave out --refresh: aws-session exec prod Admin -- COMMAND"
    assert done.stderr == (
        "aws-session: error: the long-term key is in the environment, where a program that "
        "asks again later may not find it\n"
        f"  {said}\n"
    )
    typed = said.removeprefix("leave out --refresh: aws-session ").removesuffix(" -- COMMAND")
    done = place.program(*typed.split(), *command, environ=given)
    assert ":assumed-role/Admin/" in done.stdout, done.stderr


SECRETS = [f"FAKESECRETFAKESECRETFAKESECRETFAKESEC{number:03}" for number in range(20)]

CONFIG = f"""\
[DEFAULT]
aws_session_token = {SECRETS[0]}
[default]
cli_pager =
[profile "two words"]
region = eu-west-2
AWS_ACCESS_KEY_ID=AKIAFAKEAAAAAAAAAAA1
Aws_Secret_Access_Key : {SECRETS[1]} # mine
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = default
# aws_secret_access_key = {SECRETS[2]}
[ profile   twice ]
region = eu-west-1 # aws_secret_access_key = {SECRETS[3]}
output = text
[profile 'twice']
region = eu-west-3
aws_access_key_id = AKIAFAKEAAAAAAAAAAA2
  aws_secret_access_key = {SECRETS[4]}
aws_secret_access_key = twice
    {SECRETS[10]}
[profile nested]
region = eu-central-1
s3 =
  addressing_style = path
  aws_secret_access_key = {SECRETS[5]}
output = json
  aws_session_token = {SECRETS[6]}
[profile behind]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = two words
[profile further]
role_arn = arn:aws:iam::432109876543:role/Admin
source_profile = behind
[profile echo]
credential_process = echo '{{"AccessKeyId": "AKIAFAKEAAAAAAAAAAA3",
    "SecretAccessKey": "{SECRETS[7]}"}}'
[profile copied]
credential_process = tool --with {SECRETS[1]}
[profile good]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = default
region = eu-north-1
services = local
[work]
aws_secret_access_key = {SECRETS[8]}
client_secret = {SECRETS[9]}
[services local]
s3 =
  endpoint_url = http://127.0.0.1:1
dynamodb =
  endpoint_url = http://127.0.0.1:2
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.com/start#/
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
"""
COPIED = """\
[default]
cli_pager =

[profile "two words"]
region = eu-west-2

[ profile   twice ]
region = eu-west-1
output = text

[profile 'twice']
region = eu-west-3

[profile nested]
region = eu-central-1

[profile behind]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = two words

[profile further]
role_arn = arn:aws:iam::432109876543:role/Admin
source_profile = behind

[profile echo]

[profile copied]

[profile good]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = default
region = eu-north-1
services = local

[work]

[services local]
s3 =
  endpoint_url = http://127.0.0.1:1
dynamodb =
  endpoint_url = http://127.0.0.1:2

[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.com/start#/

[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin

"""
OTHERS = (
    "import boto3, json\n"
    "who = lambda name: boto3.Session(profile_name=name).client('sts').get_caller_identity()\n"
    "found = {}\n"
    "for name in ('default', 'good', 'two words', 'twice', 'behind', 'echo', 'copied'):\n"
    "    try:\n"
    "        found[name] = who(name)['Arn']\n"
    "    except Exception as error:\n"
    "        answer = getattr(error, 'response', None)\n"
    "        found[name] = answer['Error']['Code'] if answer else type(error).__name__\n"
    "print(json.dumps(found))\n"
)


def test_the_users_profiles_are_there_without_a_secret(place: Place) -> None:
    place.config(CONFIG)
    (place.folder / "temporary").mkdir()
    given = {"TMPDIR": str(place.folder / "temporary")}
    given |= {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    text = f'cp -r "$TMPDIR" copy; "{sys.executable}" -c "$0"'

    words = ("exec", "--refresh", "prod", "Admin", "--", "sh", "-c", text, OTHERS)
    done = place.program(*words, environ=given)

    assert done.returncode == 0, done.stderr
    files = [file for file in (place.folder / "copy").rglob("*") if file.is_file()]
    assert sorted(file.name for file in files) == ["config", "java"]
    for file in files:
        found = file.read_bytes()
        assert not [secret for secret in SECRETS if secret.encode() in found], file
        assert b"AKIA" not in found, file
    config = next(file for file in files if file.name == "config").read_text()
    program = shutil.which("aws-session", path=place.environ["PATH"])
    assert config == (
        f"{COPIED}[profile aws-session-210987654321-role-Admin]\n"
        f"credential_process = env AWS_CONFIG_FILE={place.home}/.aws/config "
        "AWS_EC2_METADATA_DISABLED= "
        f"{program} process prod Admin --profile default\n"
        f"region = {place.company.region}\n"
    )
    assert json.loads(done.stdout) == {
        "default": place.company.user.arn,
        # It is found and its source signs, for which AWS requires a code.
        "good": "AccessDenied",
        "two words": "NoCredentialsError",
        "twice": "NoCredentialsError",
        "behind": "InvalidConfigError",
        "echo": "NoCredentialsError",
        "copied": "NoCredentialsError",
    }
    assert done.stderr.count("the command cannot use profiles") == 1
    assert (
        "aws-session: the command cannot use profiles 'two words', 'twice', 'behind', "
        f"'further', 'echo', 'copied': keys are not copied from {place.home}/.aws/config\n"
        f"  move the key to {place.home}/.aws/credentials\n"
    ) in done.stderr


def test_what_the_signing_profile_says_is_carried_as_without_refresh(place: Place) -> None:
    bundle = place.folder / "ca.pem"
    shutil.copy(botocore.httpsession.where(), bundle)
    place.credentials(alice=place.company.key)
    place.config(
        "[profile alice]\n"
        f"region = {place.company.region}\n"
        f"ca_bundle = {bundle}\noutput = text\nretry_mode = adaptive\nmax_attempts = 7\n"
        "use_fips_endpoint = true\ns3 =\n  addressing_style = path\nservices = local\n"
        "cli_binary_format = raw-in-base64-out\n"
        "[services local]\nsqs =\n  endpoint_url = http://127.0.0.1:7\n"
    )
    names = [
        *("AWS_CA_BUNDLE", "AWS_DEFAULT_OUTPUT", "AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS"),
        *("AWS_USE_FIPS_ENDPOINT", "AWS_REGION"),
    ]
    text = (
        "import boto3, json, os\n"
        "session = boto3.Session()\n"
        "known = session._session\n"
        f"found = {{name: os.environ.get(name) for name in {names}}}\n"
        "for name in ('region', 'retry_mode', 's3', 'ca_bundle'):\n"
        "    found[name] = known.get_config_variable(name)\n"
        "for name in ('output', 'services', 'cli_binary_format'):\n"
        "    found[name] = known.get_scoped_config().get(name)\n"
        "print(json.dumps(found))\n"
    )
    found = {}
    for refresh in ((), ("--refresh",)):
        given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
        words = ("exec", *refresh, "-p", "alice", "prod", "Admin", "--", sys.executable, "-c", text)
        done = place.program(*words, environ=given)
        assert done.returncode == 0, done.stderr
        found[refresh] = json.loads(done.stdout)

    carried = {
        "AWS_CA_BUNDLE": str(bundle),
        "AWS_DEFAULT_OUTPUT": "text",
        "AWS_RETRY_MODE": "adaptive",
        "AWS_MAX_ATTEMPTS": "7",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_REGION": place.company.region,
        "region": place.company.region,
        "retry_mode": "adaptive",
        "ca_bundle": str(bundle),
    }
    lost = dict.fromkeys(("s3", "output", "services", "cli_binary_format"))
    kept = {
        "s3": {"addressing_style": "path"},
        "output": "text",
        "services": "local",
        "cli_binary_format": "raw-in-base64-out",
    }
    assert found == {(): carried | lost, ("--refresh",): carried | kept}


def test_a_code_in_the_line_is_the_code(place: Place) -> None:
    words = ("--code", place.fresh_code(), "prod", "Admin", "--", sys.executable, "-c", WHO)
    done = place.program("exec", "--refresh", *words)

    assert ":assumed-role/Admin/" in done.stdout


def test_the_shells_mfa_session_works_too(place: Place) -> None:
    done = run(place, "--", sys.executable, "-c", WHO)

    assert ":user/" in done.stdout
    assert place.company.cloud.calls.count("GetSessionToken") == 1


@pytest.mark.parametrize(
    ("typed", "region"), [((), "eu-west-3"), (("-r", "sa-east-1"), "sa-east-1")]
)
def test_the_region_of_this_shell_is_the_commands(
    place: Place, sitting: Sitting, typed: tuple[str, ...], region: str
) -> None:
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.enter("aws-session region eu-west-3")
    session = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    script = 'echo "$AWS_REGION $AWS_DEFAULT_REGION"; tail -n 3 "$AWS_CONFIG_FILE"'
    done = place.program(
        "exec", "--refresh", "210987654321", "Admin", *typed, "--", "sh", "-c", script,
        environ=session,
    )  # fmt: skip

    assert done.stdout.splitlines()[0] == f"{region} {region}"
    assert f"region = {region}\n" in done.stdout


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


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_death_by_signal_is_the_commands_own(place: Place, number: int) -> None:
    assert run(place, "--", "sh", "-c", f"kill -{int(number)} $$").returncode == -number


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_for_the_command_alone(place: Place, number: int) -> None:
    name = signal.Signals(number).name.removeprefix("SIG")
    script = f"trap 'echo told; exit 9' {name}; echo on; while :; do sleep 0.1; done"
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    process = subprocess.Popen(
        ["aws-session", "exec", "--refresh", "--", "sh", "-c", script],
        env=bare_environment(place.home) | place.environ | given,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        process.send_signal(number)

        assert process.stdout.read() == "told\n"
    assert process.returncode == 9


def test_without_a_store_it_is_refused_before_the_command_runs(place: Place) -> None:
    place.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    settings = place.folder / "settings.toml"
    settings.write_text('keep_in = "secret-service"\n')
    place.environ["AWS_SESSION_CONFIG"] = str(settings)
    ran = place.folder / "ran"

    done = run(place, "prod", "Admin", "--", "touch", str(ran))

    assert (done.returncode, done.stdout) == (125, "")
    said = "--refresh needs a stored session: this machine has no secret store"
    assert said in done.stderr
    assert place.company.cloud.calls.count("GetSessionToken") == 0
    assert not ran.exists()


def test_without_a_place_for_its_marker_no_code_is_spent(place: Place) -> None:
    place.environ["AWS_SESSION_CACHE"] = "/proc/nope"

    done = run(place, "--", "true")

    assert (done.returncode, done.stdout) == (125, "")
    assert "needs a stored session: /proc/nope cannot be written" in done.stderr
    assert place.company.cloud.calls.count("GetSessionToken") == 0


def test_a_shell_in_a_role_must_say_which(place: Place) -> None:
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    posed = place.program("pose", "prod", "Admin", "--shell", "sh", environ=given)
    text = f"{posed.stdout.strip()} aws-session exec --refresh -- true"
    done = subprocess.run(
        ["sh", "-c", text], env=place.environ, capture_output=True, text=True, check=False
    )

    assert done.returncode == 125
    assert "--refresh needs the role to be named" in done.stderr


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
    said = "AWS_PROFILE now names profile 'bob', but this shell's session is from profile 'alice'"
    assert done.stderr.count(said) == 1


def other_source(place: Place) -> None:
    """Give the user's key to the source of a profile `spoke`, and an unknown one to the default."""
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
        "aws-session: error: --refresh cannot renew the session of another tool that is here "
        "(ASIAFAKEOTHER)\n"
        "  name the profile that signs: aws-session exec --refresh -p PROFILE\n"
    )
    shown = place.program("process", "--show", "tool", "prod", "Admin", environ=other)
    notice = "(ASIAFAKEOTHER), and an MFA code needs a long-term key: using profile 'default'"
    assert notice in shown.stderr
