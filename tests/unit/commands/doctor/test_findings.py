from __future__ import annotations

import pytest

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.commands.doctor import findings
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding, Place, Surroundings
from aws_session.config import profiles, settings
from aws_session.config.settings import ProfileSettings, Settings
from aws_session.environment import change as snapshots
from aws_session.model.credentials import CallerIdentity
from aws_session.model.mfa import Device
from aws_session.session.precedence import Inputs
from memory import KEYS, START
from walk import Walk


def of_variables(*universal: str, **environ: str) -> list[Finding]:
    here = snapshots.read_snapshot(environ, START)
    return findings.of_variables(here, universal, lambda *names: f"unset {' '.join(names)}")


def inputs(
    config: str = "", own: Settings = settings.NONE, environ: dict[str, str] | None = None
) -> Inputs:
    here = snapshots.read_snapshot(environ or {}, START)
    return Inputs(here, profiles.read(config, "CONFIG", "", "CREDENTIALS"), own)


def test_an_empty_environment_has_no_conflict() -> None:
    assert of_variables() == [Finding("variables", OK, "none in conflict")]


OTHER = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAFAKE"}
CONFLICTS = [
    ({**KEYS, "AWS_PROFILE": "work"}, WARNING, "AWS_PROFILE and a key", "unset AWS_PROFILE"),
    ({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}, WARNING, "differ", "AWS_DEFAULT_PROFILE"),
    ({**OTHER, "AWS_SECURITY_TOKEN": "old"}, PROBLEM, "takes it before", "AWS_SECURITY_TOKEN"),
    ({**OTHER, "AWS_SECURITY_TOKEN": "t", "AWS_SESSION_TOKEN": "t"}, WARNING, "as well", "unset"),
    ({**KEYS, "AWS_SESSION_TOKEN": "t"}, PROBLEM, "AKIAFAKE, and a session token", "unset AWS_SES"),
    (OTHER, PROBLEM, "a session, ASIAFAKE, without", "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS"),
    ({"AWS_ACCESS_KEY_ID": "x"}, PROBLEM, "AWS_ACCESS_KEY_ID is set", "unset AWS_ACCESS_KEY_ID"),
    ({"AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}, PROBLEM, "is past", "unset"),
    ({"AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00+00:00"}, PROBLEM, "is past", "unset"),
    ({"AWS_ACCOUNT_ID": "111122223333"}, WARNING, "astray", "unset AWS_ACCOUNT_ID"),
    ({"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"}, WARNING, "differ", "AWS_DEFAULT_REGION"),
    ({"AWS_SESSION_STATE": "1,damaged"}, PROBLEM, "", "aws-session end"),
]


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
            "AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE conflict with your AWS profiles: most "
            "AWS SDKs take that web identity first"
        ),
        "unset AWS_ROLE_ARN; unset AWS_WEB_IDENTITY_TOKEN_FILE",
    ),
    (
        {**KEYS, "AWS_ACCESS_KEY": KEYS["AWS_ACCESS_KEY_ID"], "AWS_SECRET_KEY": "other"},
        (
            "AWS_SECRET_KEY conflicts with the key in the environment: the AWS SDK for Java 1 and "
            "s3cmd take it first"
        ),
        "unset AWS_SECRET_KEY",
    ),
    (
        OTHER_KEY,
        (
            "AWS_ACCESS_KEY and AWS_SECRET_KEY conflict with your AWS profiles: the AWS SDKs for "
            "Go, Java 1 and Ruby take that key first"
        ),
        "unset AWS_ACCESS_KEY; unset AWS_SECRET_KEY",
    ),
    (
        AMAZON,
        (
            "AMAZON_ACCESS_KEY_ID and AMAZON_SECRET_ACCESS_KEY conflict with your AWS profiles: "
            "the AWS SDK for Ruby takes that key first"
        ),
        "unset AMAZON_ACCESS_KEY_ID; unset AMAZON_SECRET_ACCESS_KEY",
    ),
    (
        {"AWS_BEARER_TOKEN_BEDROCK": "token"},
        "AWS_BEARER_TOKEN_BEDROCK conflicts with any session: Bedrock takes that token first",
        "unset AWS_BEARER_TOKEN_BEDROCK",
    ),
    *(
        (
            {name: "-Xmx1g -Daws.accessKeyId=AKIAX '-Daws.secretKey=hush hush' -Daws.profile=x"},
            (
                f"{name} sets aws.accessKeyId, aws.secretKey, which Java programs take before any "
                "session"
            ),
            f"remove it from {name}",
        )
        for name in ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "MAVEN_OPTS")
    ),
]


@pytest.mark.parametrize(("environ", "what", "remedy"), IDENTITIES)
def test_what_some_sdk_takes_for_another_identity_is_named(
    environ: dict[str, str], what: str, remedy: str
) -> None:
    assert of_variables(**environ) == [Finding("variables", WARNING, what, remedy)]


def test_another_name_for_the_same_key_is_in_conflict_with_nothing() -> None:
    twins = {
        "AWS_ACCESS_KEY": KEYS["AWS_ACCESS_KEY_ID"],
        "AWS_SECRET_KEY": KEYS["AWS_SECRET_ACCESS_KEY"],
        "AMAZON_ACCESS_KEY_ID": KEYS["AWS_ACCESS_KEY_ID"],
        "AWS_ROLE_SESSION_NAME": "me",
    }

    assert of_variables(**KEYS, **twins)[0].level == OK


def test_what_a_session_takes_away_is_named_where_it_was_set_later() -> None:
    walk = Walk.in_session({**KEYS, **WEB, **OTHER_KEY, **AMAZON})
    before = snapshots.read_snapshot(walk.environ, int(walk.time))
    later = {"AWS_SECRET_KEY": "x", "AWS_ROLE_SESSION_NAME": "pod"}
    after = snapshots.read_snapshot({**walk.environ, **later}, int(walk.time))

    assert findings.of_variables(before, (), str) == [Finding("variables", OK, "none in conflict")]
    assert [found.what for found in findings.of_variables(after, (), str)] == [
        (
            "AWS_SECRET_KEY, set after the session began, conflicts with the key in the "
            "environment: the AWS SDK for Java 1 and s3cmd take it first"
        ),
        (
            "AWS_ROLE_SESSION_NAME, set after the session began, names the sessions of roles that "
            "boto3 assumes"
        ),
    ]


def test_a_long_term_key_of_default_is_named_beside_a_session_alone() -> None:
    key = "aws_access_key_id = AKIAFAKE\naws_secret_access_key = hush\n"
    files = profiles.read("", "CONFIG", f"[default]\n{key}", "CREDENTIALS")
    session = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAFAKE", "AWS_SESSION_TOKEN": "t"}

    def found(environ: dict[str, str]) -> list[Finding]:
        here = snapshots.read_snapshot(environ, START)
        return findings.of_files(Inputs(here, files, settings.NONE), Surroundings())

    assert found(session) == [
        Finding(
            "files",
            WARNING,
            (
                "profile default has a long-term key, CREDENTIALS, line 2: the AWS SDK for .NET 3 "
                "takes it first"
            ),
            "give that profile another name, and name it as default_profile: aws-session config",
        )
    ]
    assert found({}) == [Finding("files", OK, "1 AWS profile")]


@pytest.mark.parametrize(("environ", "level", "what", "remedy"), CONFLICTS)
def test_each_conflict_is_named_with_its_remedy(
    environ: dict[str, str], level: str, what: str, remedy: str
) -> None:
    (found,) = of_variables(**environ)

    assert (found.about, found.level) == ("variables", level)
    assert what in found.what
    assert remedy in str(found.remedy)


def test_what_is_to_come_is_no_conflict() -> None:
    (found,) = of_variables(AWS_CREDENTIAL_EXPIRATION="2099-01-01T00:00:00Z")

    assert found.level == OK


def test_a_variable_that_fish_keeps_is_named() -> None:
    (found,) = of_variables("AWS_PROFILE")

    assert "fish gives AWS_PROFILE to every shell" in found.what
    assert found.remedy == "set -e -U AWS_PROFILE"


def test_a_session_of_ours_is_in_conflict_with_nothing_until_it_is_over() -> None:
    walk = Walk.in_session()
    walk.later(60)
    before = snapshots.read_snapshot(walk.environ, int(walk.time))
    walk.later(13 * 3600)
    after = snapshots.read_snapshot(walk.environ, int(walk.time))

    (found,) = findings.of_variables(before, (), str)
    (over,) = findings.of_variables(after, (), str)
    assert found.level == OK
    assert (over.level, over.remedy) == (PROBLEM, "aws-session renew")
    assert [f.what[:5] for f in findings.of_session(before)] == ["alice"]
    assert findings.of_session(after) == []


def test_another_tools_key_in_our_session_is_named() -> None:
    walk = Walk.in_session()
    stale = snapshots.read_snapshot({**walk.environ, "AWS_ACCESS_KEY_ID": "ASIAOTHER"}, START)

    assert "not those of this program's" in findings.of_variables(stale, (), str)[0].what


def test_programs_and_aliases_that_hide_this_one_are_named() -> None:
    around = Surroundings(programs=("/a/aws-session", "/b/aws-session"), aliases=(Place("rc", 3),))
    alias, second = findings.of_programs(around)
    (none,) = findings.of_programs(Surroundings())
    (alone,) = findings.of_programs(Surroundings(programs=("/a/aws-session",)))

    assert alias.what == "rc, line 3: an alias hides the program"
    assert "/a/aws-session is what runs" in second.what
    assert second.remedy == "uninstall the other: /b/aws-session"
    assert none.level == WARNING
    assert alone == Finding("program", OK, "/a/aws-session")


def test_the_function_is_loaded_or_could_be() -> None:
    rc = Surroundings(functions=(Place(".bashrc", 1, "bash"), Place(".profile", 3)))

    assert findings.of_function(Surroundings(), "zsh", loaded=True)[0].level == OK
    (bash,) = findings.of_function(rc, "bash", loaded=False)
    (zsh,) = findings.of_function(rc, "zsh", loaded=False)
    assert ".bashrc, line 1" in bash.what
    assert ".profile, line 3" in zsh.what
    assert bash.remedy == zsh.remedy == "open a new shell"
    assert "zsh" in findings.of_function(Surroundings(), "zsh", loaded=False)[0].what


def test_files_are_looked_into_profile_by_profile() -> None:
    config = "[profile half]\naws_access_key_id = x\n[profile role]\nrole_arn = x\n"
    own = Settings({"hlaf": ProfileSettings()}, {}, default_profile="role")
    found = findings.of_files(
        inputs(config, own, {"AWS_PROFILE": "gone"}), Surroundings(open_files=("CREDENTIALS",))
    )

    assert [(f.level, f.what.split()[0]) for f in found] == [
        (WARNING, "CREDENTIALS"),
        (WARNING, "profile"),
        (WARNING, "profile"),
        (PROBLEM, "AWS_PROFILE"),
        (WARNING, "[profiles.hlaf]"),
    ]
    assert found[0].remedy == "chmod 600 CREDENTIALS"
    assert found[3].remedy == "there are: half, role"
    assert found[4].remedy == "did you mean 'half'?"


def test_files_without_a_fault_are_counted() -> None:
    config = "[default]\nregion = eu-west-1\n"

    assert findings.of_files(inputs(config), Surroundings())[0].what == "1 AWS profile"


@pytest.mark.parametrize(
    ("off", "level", "what"),
    [
        (0, OK, "right to the second"),
        (12, OK, "12 s fast"),
        (-75, WARNING, "75 s slow: codes that are made here are wrong"),
        (-901, PROBLEM, "901 s slow: AWS refuses every call"),
    ],
)
def test_the_clock_is_judged_in_seconds(off: int, level: str, what: str) -> None:
    found = findings.of_clock(off)

    assert (found.level, found.what) == (level, what)
    assert bool(found.remedy) == (level != OK)


def test_the_rest_says_what_it_is() -> None:
    guess = findings.of_device(Device("arn:aws:iam::1:mfa/a", "a guess", assumed=True))
    root = findings.of_identity(CallerIdentity("arn:aws:iam::1:root", "1"), _signer())

    assert findings.of_region("eu-west-1").level == OK
    assert "global endpoint" in findings.of_region(None).what
    assert guess.level == WARNING
    assert "mfa_serial" in str(guess.remedy)
    assert findings.of_device(Device("GAHT12345678", "as you said")).level == OK
    assert "denied" in findings.of_listing(None).what
    assert "1 of them security keys" in findings.of_listing(("a", "arn:aws:iam::1:u2f/x/y")).what
    assert [f.level for f in root] == [OK, WARNING]


def _signer() -> SourceCredentials:
    return SourceCredentials("environment", None, None)


def test_proxies_are_shown_without_their_passwords() -> None:
    environ = {
        "HTTPS_PROXY": "http://me:hunter2@proxy:3128",
        "https_proxy": "http://me:hunter2@proxy:3128",
        "AWS_CA_BUNDLE": "/nowhere",
        "AWS_ENDPOINT_URL": "https://elsewhere.example",
    }
    around = Surroundings(unreadable=(("AWS_CA_BUNDLE names /nowhere", "No such file"),))
    bundle, proxy, endpoint = findings.of_network(inputs(environ=environ), around, None)

    assert bundle == Finding(
        "network",
        PROBLEM,
        "AWS_CA_BUNDLE names /nowhere: No such file",
        "name a file with certificates, or take the setting out",
    )
    assert proxy.what == "HTTPS_PROXY is proxy:3128"
    assert "elsewhere.example" in endpoint.what
    in_the_clear = {"AWS_ENDPOINT_URL": "http://elsewhere.example"}
    assert findings.of_network(inputs(environ=in_the_clear), Surroundings(), None)[0].level == (
        PROBLEM
    )


def test_a_region_that_nobody_has_heard_of_is_said() -> None:
    odd = findings.of_region("eu-xest-1")

    assert (odd.level, odd.remedy) == (WARNING, "name another: aws-session region NAME")
    assert "did you mean eu-west-1?" in odd.what
    assert findings.of_region("eu-west-1") == Finding("region", OK, "eu-west-1")
