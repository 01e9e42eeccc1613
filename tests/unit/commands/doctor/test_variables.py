from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from aws_session.commands.doctor import identity, variables
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.environment.state_format import read_snapshot
from memory import KEYS, START
from walk import Walk


def of_variables(*universal: str, **environ: str) -> list[Finding]:
    here = read_snapshot(environ, START)
    return variables.examine(here, universal, lambda *names: f"unset {' '.join(names)}")


def test_an_empty_environment_has_no_conflict() -> None:
    assert of_variables() == [Finding("variables", OK, "no conflicts")]


OTHER = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAFAKE"}


CONFLICTS = [
    ({**KEYS, "AWS_PROFILE": "work"}, WARNING, "AWS_PROFILE and a key", "unset AWS_PROFILE"),
    ({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}, WARNING, "differ", "AWS_DEFAULT_PROFILE"),
    ({**OTHER, "AWS_SECURITY_TOKEN": "old"}, PROBLEM, "prefers it to", "AWS_SECURITY_TOKEN"),
    (
        {**OTHER, "AWS_SECURITY_TOKEN": "t", "AWS_SESSION_TOKEN": "t"},
        WARNING,
        "is set, too",
        "unset",
    ),
    (
        {**KEYS, "AWS_SESSION_TOKEN": "t"},
        PROBLEM,
        "a long-term key, AKIAFAKE",
        "unset AWS_SES",
    ),
    (
        OTHER,
        PROBLEM,
        "temporary key, ASIAFAKE",
        "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS",
    ),
    ({"AWS_ACCESS_KEY_ID": "x"}, PROBLEM, "AWS_ACCESS_KEY_ID is set", "unset AWS_ACCESS_KEY_ID"),
    ({"AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}, PROBLEM, "is in the past", "unset"),
    (
        {"AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00+00:00"},
        PROBLEM,
        "is in the past",
        "unset",
    ),
    ({"AWS_ACCOUNT_ID": "111122223333"}, WARNING, "to the wrong account", "unset AWS_ACCOUNT_ID"),
    ({"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"}, WARNING, "differ", "AWS_DEFAULT_REGION"),
    ({"AWS_SESSION_STATE": "1,damaged"}, PROBLEM, "", "aws-session end"),
]


def ending(seconds: int, hours: int) -> str:
    """Return a moment, seconds from now, as a clock that is `hours` ahead of UTC shows it."""
    zone = timezone(timedelta(hours=hours))
    return datetime.fromtimestamp(START + seconds, zone).isoformat()


@pytest.mark.parametrize("hours", [-5, 0, 9])
def test_an_expiry_is_compared_in_its_own_time_zone(hours: int) -> None:
    name = "AWS_CREDENTIAL_EXPIRATION"
    (past,) = of_variables(**{name: ending(-1_800, hours)})

    assert (past.level, past.remedy) == (PROBLEM, f"unset {name}")
    assert of_variables(**{name: ending(1_800, hours)})[0].level == OK


def test_a_state_of_a_later_version_is_left_to_the_version_that_wrote_it() -> None:
    (found,) = of_variables(AWS_SESSION_STATE="3,aa,bb")

    assert found.remedy == "end the session with the version of aws-session that started it"


WEB = {"AWS_ROLE_ARN": "arn", "AWS_WEB_IDENTITY_TOKEN_FILE": "file"}


OTHER_KEY = {"AWS_ACCESS_KEY": "AKIAOTHER", "AWS_SECRET_KEY": "other"}


AMAZON = {f"AMAZON_{name.removeprefix('AWS_')}": f"x{value}" for name, value in KEYS.items()}


IDENTITIES = [
    (
        {**KEYS, **WEB},
        (
            "AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE conflict with the key in the "
            "environment: AsyncAws for PHP and the AWS SDK for .NET 3 assume that role"
        ),
        "unset AWS_ROLE_ARN; unset AWS_WEB_IDENTITY_TOKEN_FILE",
    ),
    (
        {**WEB, "AWS_ROLE_SESSION_NAME": "pod"},
        (
            "AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE conflict with your AWS profiles: "
            "most AWS SDKs use that web identity first"
        ),
        "unset AWS_ROLE_ARN; unset AWS_WEB_IDENTITY_TOKEN_FILE",
    ),
    (
        {**KEYS, "AWS_ACCESS_KEY": KEYS["AWS_ACCESS_KEY_ID"], "AWS_SECRET_KEY": "other"},
        (
            "AWS_SECRET_KEY conflicts with the key in the environment: the AWS SDK for Java 1 "
            "and s3cmd use it first"
        ),
        "unset AWS_SECRET_KEY",
    ),
    (
        OTHER_KEY,
        (
            "AWS_ACCESS_KEY and AWS_SECRET_KEY conflict with your AWS profiles: the AWS SDKs "
            "for Go, Java 1 and Ruby use that key first"
        ),
        "unset AWS_ACCESS_KEY; unset AWS_SECRET_KEY",
    ),
    (
        AMAZON,
        (
            "AMAZON_ACCESS_KEY_ID and AMAZON_SECRET_ACCESS_KEY conflict with your AWS "
            "profiles: the AWS SDK for Ruby uses that key first"
        ),
        "unset AMAZON_ACCESS_KEY_ID; unset AMAZON_SECRET_ACCESS_KEY",
    ),
    (
        {"AWS_BEARER_TOKEN_BEDROCK": "token"},
        "AWS_BEARER_TOKEN_BEDROCK conflicts with any session: Bedrock uses that token first",
        "unset AWS_BEARER_TOKEN_BEDROCK",
    ),
    *(
        (
            {name: "-Xmx1g -Daws.accessKeyId=AKIAX '-Daws.secretKey=hush hush' -Daws.profile=x"},
            (
                f"{name} sets aws.accessKeyId, aws.secretKey, which Java programs prefer to any "
                "session"
            ),
            f"remove it from {name}",
        )
        for name in ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "MAVEN_OPTS")
    ),
]


@pytest.mark.parametrize(("environ", "what", "remedy"), IDENTITIES)
def test_what_an_sdk_would_use_as_another_identity_is_named(
    environ: dict[str, str], what: str, remedy: str
) -> None:
    assert of_variables(**environ) == [Finding("variables", WARNING, what, remedy)]


def test_another_name_for_the_same_key_is_not_a_conflict() -> None:
    twins = {
        "AWS_ACCESS_KEY": KEYS["AWS_ACCESS_KEY_ID"],
        "AWS_SECRET_KEY": KEYS["AWS_SECRET_ACCESS_KEY"],
        "AMAZON_ACCESS_KEY_ID": KEYS["AWS_ACCESS_KEY_ID"],
        "AWS_ROLE_SESSION_NAME": "me",
    }

    assert of_variables(**KEYS, **twins)[0].level == OK


def test_variables_that_a_session_unsets_are_named_if_they_were_set_later() -> None:
    walk = Walk.in_session({**KEYS, **WEB, **OTHER_KEY, **AMAZON})
    before = read_snapshot(walk.environ, int(walk.time))
    later = {"AWS_SECRET_KEY": "x", "AWS_ROLE_SESSION_NAME": "pod"}
    after = read_snapshot({**walk.environ, **later}, int(walk.time))

    assert variables.examine(before, (), str) == [Finding("variables", OK, "no conflicts")]
    assert [found.what for found in variables.examine(after, (), str)] == [
        (
            "AWS_SECRET_KEY, set after the session began, conflicts with the key in the "
            "environment: the AWS SDK for Java 1 and s3cmd use it first"
        ),
        (
            "AWS_ROLE_SESSION_NAME, set after the session began, sets the session name of "
            "roles that boto3 assumes"
        ),
    ]


@pytest.mark.parametrize(("environ", "level", "what", "remedy"), CONFLICTS)
def test_each_conflict_is_named_with_its_remedy(
    environ: dict[str, str], level: str, what: str, remedy: str
) -> None:
    (found,) = of_variables(**environ)

    assert (found.about, found.level) == ("variables", level)
    assert what in found.what
    assert remedy in str(found.remedy)


def test_a_future_expiration_is_not_a_conflict() -> None:
    (found,) = of_variables(AWS_CREDENTIAL_EXPIRATION="2099-01-01T00:00:00Z")

    assert found.level == OK


def test_a_variable_that_fish_keeps_is_named() -> None:
    (found,) = of_variables("AWS_PROFILE")

    assert "fish sets AWS_PROFILE in every shell" in found.what
    assert found.remedy == "set -e -U AWS_PROFILE"


def test_our_own_session_is_not_a_conflict_until_it_has_expired() -> None:
    walk = Walk.in_session()
    walk.later(60)
    before = read_snapshot(walk.environ, int(walk.time))
    walk.later(13 * 3600)
    after = read_snapshot(walk.environ, int(walk.time))

    (found,) = variables.examine(before, (), str)
    (over,) = variables.examine(after, (), str)
    assert found.level == OK
    assert (over.level, over.remedy) == (PROBLEM, "aws-session renew")
    assert [f.what[:5] for f in identity.of_session(before)] == ["alice"]
    assert identity.of_session(after) == []


def test_another_tools_key_in_our_session_is_named() -> None:
    walk = Walk.in_session()
    stale = read_snapshot({**walk.environ, "AWS_ACCESS_KEY_ID": "ASIAOTHER"}, START)

    assert "not those of this shell's" in variables.examine(stale, (), str)[0].what
