from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session import environment as states
from aws_session.commands import run
from aws_session.commands.mfa import Mfa
from aws_session.environment import state_format
from aws_session.errors import SessionError, UsageError
from aws_session.model.credentials import Credentials
from aws_session.model.identity import CallerIdentity
from memory import KEYS, PHONE, World

if TYPE_CHECKING:
    from aws_session.environment import Outcome

WORK = "[profile work]\naws_access_key_id = A\naws_secret_access_key = s\nregion = eu-west-1\n"


def mfa(world: World, command: Mfa | None = None) -> tuple[dict[str, str], Outcome]:
    outcome = run(command or Mfa(), world)
    left = {n: v for n, v in world.environ.items() if n not in outcome.change.unset}
    return {**left, **dict(outcome.change.assign)}, outcome


def started(
    environ: dict[str, str], command: Mfa | None = None, config: str = "", code: str = "123456"
) -> tuple[dict[str, str], Outcome]:
    world = World(environ, code)
    world.files = (config, "")
    return mfa(world, command)


def test_the_environment_holds_the_whole_session_and_nothing_else() -> None:
    environ, _ = started({"PATH": "/bin", **KEYS})

    assert environ.pop(states.VARIABLE)
    assert environ == {
        "PATH": "/bin",
        "AWS_ACCESS_KEY_ID": "ASIAFAKE1",
        "AWS_SECRET_ACCESS_KEY": "secret1",
        "AWS_SESSION_TOKEN": "token1",
        "AWS_CREDENTIAL_EXPIRATION": "2026-11-21T21:00:00Z",
        "AWS_SESSION_EXPIRES": "1795294800",
        "AWS_SESSION_LABEL": "alice@111122223333",
        "AWS_ACCOUNT_ID": "111122223333",
    }


def test_names_that_would_overrule_the_session_are_unset() -> None:
    overruling = {"AWS_PROFILE": "work", "AWS_DEFAULT_PROFILE": "work", "AWS_SECURITY_TOKEN": ""}
    environ, _ = started({**KEYS, **overruling}, config=WORK)

    assert not overruling.keys() & environ.keys()


def test_identity_and_expiry_are_reported() -> None:
    _, outcome = started(KEYS, Mfa(duration="1h", region="eu-west-1"))

    assert outcome.notices == (
        "alice in account 111122223333, region eu-west-1: session until <3600 s on> (1 h)",
    )


@pytest.mark.parametrize(
    ("environ", "command", "region"),
    [
        ({}, Mfa(profile="work"), "eu-west-1"),
        ({"AWS_DEFAULT_REGION": "b-1"}, Mfa(profile="work"), "b-1"),
        ({"AWS_REGION": "a-1", "AWS_DEFAULT_REGION": "b-1"}, Mfa(profile="work"), "a-1"),
        ({"AWS_REGION": "a-1"}, Mfa(profile="work", region="c-1"), "c-1"),
        (KEYS, Mfa(), None),
    ],
    ids=["profile", "default", "first", "option", "none"],
)
def test_a_region_that_is_found_goes_into_both_variables(
    environ: dict[str, str], command: Mfa, region: str | None
) -> None:
    after, _ = started(environ, command, WORK)

    assert (after.get("AWS_REGION"), after.get("AWS_DEFAULT_REGION")) == (region, region)


OTHER = WORK + WORK.replace("work", "other").replace("eu-west-1", "x-1")


def test_a_region_of_our_own_stays_with_its_signer_and_yields_to_another_profile() -> None:
    first, _ = started({}, Mfa(profile="work", region="c-1"), OTHER)
    same, _ = started(first, Mfa(), OTHER, code="222222")
    other, _ = started(same, Mfa(profile="other"), OTHER, code="333333")

    assert same["AWS_REGION"] == "c-1"
    assert other["AWS_REGION"] == other["AWS_DEFAULT_REGION"] == "x-1"


def test_a_region_that_the_person_changed_since_is_kept() -> None:
    first, _ = started({}, Mfa(profile="work"), WORK)
    again, _ = started({**first, "AWS_REGION": "mine-1"}, Mfa(), WORK, code="222222")

    assert again["AWS_REGION"] == again["AWS_DEFAULT_REGION"] == "mine-1"


def test_the_profiles_settings_are_exported() -> None:
    config = f"{WORK}output = table\nca_bundle = /b\ntcp_keepalive = true\n"
    config += "sdk_ua_app_id = me\nrequest_checksum_calculation = when_required\n"
    config += "parameter_validation = false\n"
    world = World({"AWS_PROFILE": "work"}, "123456")
    world.files = (config, "")
    environ, _ = mfa(world)

    assert (environ["AWS_DEFAULT_OUTPUT"], environ["AWS_CA_BUNDLE"]) == ("table", "/b")
    assert environ["AWS_SDK_UA_APP_ID"] == "me"
    assert environ["AWS_REQUEST_CHECKSUM_CALCULATION"] == "when_required"
    lost = "parameter_validation, tcp_keepalive"
    assert f"{lost} of profile 'work' cannot be exported as a variable" in world.configured


def test_what_no_variable_holds_is_the_profiles_whatever_key_signs() -> None:
    key = {"AWS_ACCESS_KEY_ID": "AKIAFAKE", "AWS_SECRET_ACCESS_KEY": "s"}
    world = World({"AWS_PROFILE": "work", **key}, "123456")
    world.files = (f"{WORK}tcp_keepalive = true\n", "")
    mfa(world)

    assert "tcp_keepalive of profile 'work' cannot be exported as a variable" in world.configured


def test_what_programs_read_from_the_default_profile_is_turned_off_or_named() -> None:
    config = f"[default]\nuse_fips_endpoint = true\nca_bundle = /b\n{WORK}"
    world = World({"AWS_PROFILE": "work"}, "123456")
    world.files = (config, "")
    environ, _ = mfa(world)

    assert environ["AWS_USE_FIPS_ENDPOINT"] == "false"
    assert (
        "programs in the session read ca_bundle of profile 'default', because profile 'work' does "
        "not set it"
    ) in world.configured


def test_a_second_session_replaces_the_first_and_says_what_it_had_left() -> None:
    first, _ = started(KEYS)
    world = World(first, "222222")
    world.time += 5 * 3_600
    again, outcome = mfa(world)

    assert again["AWS_ACCESS_KEY_ID"] == "ASIAFAKE1"
    assert "replaced a session that had 7 h left" in outcome.notices
    assert len(state_format.decode(again[states.VARIABLE]).levels) == 1


def test_the_device_of_the_session_before_is_asked_again() -> None:
    first, _ = started(KEYS)
    world = World(first, "222222")
    mfa(world)

    assert world.questions == [f"MFA code for {PHONE}: "]


def test_a_shorter_session_than_asked_for_is_reported() -> None:
    world = World(KEYS, "123456")
    world.callers = [CallerIdentity("arn:aws:iam::111122223333:root", "111122223333")] * 2
    world.answers = [_hour(world)]
    _, outcome = mfa(world)

    assert "AWS granted less than 12 h: the limit for root users" in outcome.notices


WRONG = "set it, or times and codes will be wrong"
REFUSED = "set it, or KMS, Lambda, CloudFormation, ECS and OpenSearch refuse your calls"


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (61, f"1 min fast: {WRONG}"),
        (120, f"2 min fast: {WRONG}"),
        (299, f"5 min fast: {WRONG}"),
        (300, f"5 min fast: {REFUSED}"),
        (900, f"15 min fast: {REFUSED}"),
        (-150, f"2 min slow: {WRONG}"),
        (-300, f"5 min slow: {REFUSED}"),
        (60, None),
        (-60, None),
    ],
)
def test_a_wrong_clock_is_not_mistaken_for_a_shorter_session(off: int, said: str | None) -> None:
    world = World(KEYS, "123456")
    end = int(world.time) + 43_200 - off
    world.answers = [Credentials("ASIA", "s", "t", end)]
    _, outcome = mfa(world)

    assert [line for line in outcome.notices if "clock" in line or "shorter" in line] == (
        [f"this machine's clock is {said}"] if said else []
    )


@pytest.mark.parametrize("zone", ["UTC+24", "UTC-24", "GMT+30:00", "XYZ+167", "<+24>-24"])
def test_a_zone_a_day_from_utc_is_reported_before_a_code_is_asked(zone: str) -> None:
    world = World({**KEYS, "TZ": zone}, "123456")
    mfa(world)

    assert world.configured[0] == (
        f"TZ={zone} is a day or more from UTC, which boto3 and the AWS CLI do not support"
    )


@pytest.mark.parametrize(
    "zone", ["", "UTC+5", "Europe/Berlin", "Etc/GMT+12", "EST5EDT,M3.2.0/26,M11", ":x", "UTC+"]
)
def test_other_time_zones_are_not_mentioned(zone: str) -> None:
    world = World({**KEYS, "TZ": zone}, "123456")
    mfa(world)

    assert not any("TZ" in line for line in world.configured)


def _hour(world: World) -> object:
    from aws_session.model.credentials import Credentials

    return Credentials("ASIA", "s", "t", int(world.time) + 3_600)


def test_a_damaged_state_is_reported_before_a_code_is_asked_for() -> None:
    world = World({**KEYS, states.VARIABLE: "1,nonsense"}, "123456")
    environ, outcome = mfa(world)

    assert world.configured[0] == "AWS_SESSION_STATE is damaged: starting a new session"
    assert environ["AWS_ACCESS_KEY_ID"] == "ASIAFAKE1"
    assert outcome.status == 0


def test_a_mismatched_state_is_reported_before_a_code_is_asked_for() -> None:
    first, _ = started(KEYS)
    world = World({**first, "AWS_ACCESS_KEY_ID": "AKIAMINE", "AWS_SESSION_TOKEN": ""}, "222222")
    mfa(world)

    assert (
        "the credentials in the environment are not from aws-session: starting a new session"
        in world.configured
    )


def test_a_session_that_was_unset_is_not_called_another_tools() -> None:
    default = WORK.replace("profile work", "default")
    first, _ = started({}, config=default)
    world = World({n: v for n, v in first.items() if n not in states.SESSION}, "222222")
    world.files = (default, "")
    mfa(world)

    told = "another program removed the session of this shell: starting a new session"
    assert told in world.configured


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"AWS_CONFIG_FILE": "ELSEWHERE"}, "started with another AWS config file: CONFIG"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "started with another endpoint: AWS"),
    ],
)
def test_files_other_than_the_sessions_are_reported_before_a_code_is_asked_for(
    changed: dict[str, str], said: str
) -> None:
    first, _ = started(KEYS)
    world = World({**first, **changed}, "222222")
    mfa(world)

    assert any(said in line for line in world.configured)


def test_a_host_that_is_not_aws_is_named() -> None:
    world = World({**KEYS, "AWS_ENDPOINT_URL_STS": "https://sts.example"}, "123456")
    mfa(world)

    assert "calls go to sts.example, which is not AWS" in world.configured


@pytest.mark.parametrize(
    ("endpoint", "sandbox", "is_said"),
    [
        ("http://127.0.0.1:4711", "http://127.0.0.1:4711/sandbox/code?serial=x", False),
        ("http://127.0.0.1:4711/", "http://127.0.0.1:4711/sandbox/code?serial=x", False),
        ("http://127.0.0.1:4711", "http://127.0.0.1:47110/sandbox/code?serial=x", True),
        ("http://127.0.0.1:47", "http://127.0.0.1:4711/sandbox/code?serial=x", True),
        ("https://sts.example", "https://sts.example/sandbox/code?serial=x", True),
        ("https://sts.example", "http://127.0.0.1:4711/sandbox/code?serial=x", True),
        ("http://127.0.0.1:4711", "1", True),
    ],
)
def test_the_sandbox_is_not_reported_if_its_own_variable_names_the_address(
    endpoint: str, sandbox: str, is_said: bool
) -> None:
    world = World({**KEYS, "AWS_ENDPOINT_URL": endpoint, "AWS_SESSION_SANDBOX": sandbox}, "123456")
    mfa(world)

    assert any("which is not AWS" in line for line in world.configured) == is_said


@pytest.mark.parametrize(
    ("environ", "command", "kind", "message"),
    [
        ({"AWS_PROFILE": "gone"}, Mfa(), UsageError, "no AWS profile 'gone'"),
        (KEYS, Mfa(profile="gone"), UsageError, "no AWS profile 'gone'"),
        ({"AWS_ACCESS_KEY_ID": "A"}, Mfa(), SessionError, "AWS_SECRET_ACCESS_KEY is not"),
        ({**KEYS, "AWS_ENDPOINT_URL": "http://aws.example"}, Mfa(), SessionError, "not https"),
        (
            {**KEYS, "AWS_MFA_SERIAL": "arn:aws:iam::111122223333:u2f/user/a/b"},
            Mfa(),
            SessionError,
            "security key",
        ),
        ({}, Mfa(), SessionError, "no AWS credentials found"),
    ],
)
def test_detectable_mistakes_are_reported_before_anything_is_asked(
    environ: dict[str, str], command: Mfa, kind: type[SessionError], message: str
) -> None:
    world = World(environ, "123456")

    with pytest.raises(kind, match=message):
        run(command, world)
    assert world.questions == []
    assert world.calls == []


def test_no_part_of_the_outcome_but_the_change_contains_a_secret() -> None:
    _, outcome = started(KEYS)

    assert "secret1" not in repr(outcome)
    assert not any("secret" in line or "token" in line for line in outcome.notices)
