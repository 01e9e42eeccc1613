from __future__ import annotations

from typing import Any

import pytest

from aws_session import environment as states
from aws_session.commands.back import Back
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.region import Region
from aws_session.config import NONE, AccountSettings, Settings
from aws_session.errors import SessionError, UsageError
from aws_session.model.credentials import Credentials
from aws_session.model.identity import CallerIdentity
from memory import KEYS, PHONE, World
from walk import Walk

PROD, DEV = "210987654321", "012345678901"
WORK = "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"
OTHER = WORK.replace("work", "other").replace("AKIAWORK", "AKIAOTHER")
FOREIGN = {
    "AWS_ACCESS_KEY_ID": "ASIAOTHERTOOL",
    "AWS_SECRET_ACCESS_KEY": "s",
    "AWS_SESSION_TOKEN": "t",
    "AWS_CREDENTIAL_EXPIRATION": "2026-11-21T20:00:00Z",
}
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def role(name: str, source: str, *lines: str, account: str = PROD) -> str:
    head = f"[profile {name}]\nrole_arn = arn:aws:iam::{account}:role/{name}\n"
    return head + "\n".join((f"source_profile = {source}", *lines)) + "\n"


def codes(world: World) -> list[str | None]:
    return [call[-1] for call in world.calls if call[0] == "assume_role"]


# Who signs.


def test_the_session_of_the_shell_signs_and_stays_below() -> None:
    walk = Walk.in_session()
    session = walk.environ["AWS_ACCESS_KEY_ID"]
    walk.go(Pose(target=PROD, role="Admin"), terminal=False)

    assert walk.roles == [(session, f"{PROD}/Admin")]
    assert walk.labels == ["alice@111122223333", f"{PROD}/Admin"]
    assert walk.environ["AWS_SESSION_LABEL"] == f"{PROD}/Admin"
    assert walk.environ["AWS_ACCOUNT_ID"] == PROD


def test_what_cannot_be_exported_is_said_once_in_a_session() -> None:
    walk = Walk({"AWS_PROFILE": "work"}, f"{WORK}tcp_keepalive = true\n")
    walk.go(Mfa(), "123456")
    said = [line for line in walk.configured if "exported" in line]
    walk.go(Pose(target=PROD, role="Admin", profile="work"))

    assert said == ["tcp_keepalive of profile 'work' cannot be exported as a variable"]
    assert [line for line in walk.configured if "exported" in line] == []


def test_a_second_pose_replaces_the_first_from_the_session_below() -> None:
    walk = Walk.in_session()
    session = walk.environ["AWS_ACCESS_KEY_ID"]
    walk.go(Pose(target=PROD, role="Admin"))
    walk.go(Pose(target=DEV, role="Reader"))

    assert walk.roles == [(session, f"{DEV}/Reader")]
    assert walk.labels == ["alice@111122223333", f"{DEV}/Reader"]


def test_a_chain_goes_on_from_the_role_itself() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))
    first = walk.environ["AWS_ACCESS_KEY_ID"]
    walk.go(Pose(target=DEV, role="Reader", chain=True))

    assert walk.roles == [(first, f"{DEV}/Reader")]
    assert walk.labels == ["alice@111122223333", f"{PROD}/Admin", f"{DEV}/Reader"]


def test_without_a_session_one_is_started_first() -> None:
    walk = Walk()
    walk.go(Pose(target=PROD, role="Admin"), "123456")

    assert walk.world.sent == [(PHONE, "123456")]
    assert [level.kind for level in walk.levels] == ["mfa", "pose"]
    assert codes(walk.world) == [None]
    assert walk.roles[0][0] == "ASIAFAKE1"


def test_no_mfa_poses_with_the_key_alone() -> None:
    walk = Walk()
    walk.go(Pose(target=PROD, role="Admin", no_mfa=True), terminal=False)

    assert walk.roles == [("AKIAFAKE", f"{PROD}/Admin")]
    assert walk.labels == [f"{PROD}/Admin"]


def test_no_mfa_without_a_role_is_refused() -> None:
    walk = Walk(config=WORK)
    with pytest.raises(UsageError, match="has no role to assume"):
        walk.go(Pose(target="work", no_mfa=True))


def test_another_tools_session_signs_and_is_named() -> None:
    walk = Walk(FOREIGN)
    walk.go(Pose(target=PROD, role="Admin"), terminal=False)

    assert walk.roles == [("ASIAOTHERTOOL", f"{PROD}/Admin")]
    assert (
        "another tool's session (ASIAOTHERTOOL, until 2026-11-21T20:00:00Z)" in walk.configured[1]
    )
    walk.go(Back())
    assert {name: walk.environ[name] for name in FOREIGN} == FOREIGN


def test_a_code_starts_an_own_session_instead_of_using_another_tools() -> None:
    walk = Walk(FOREIGN, WORK.replace("profile work", "default"))
    walk.go(Pose(target=PROD, role="Admin", code="123456"), terminal=False)

    assert walk.world.sent == [(PHONE, "123456")]
    assert walk.labels == ["alice@111122223333", f"{PROD}/Admin"]


def test_a_profile_that_is_named_signs_instead_of_the_session() -> None:
    walk = Walk.in_session(config=WORK)
    walk.go(Pose(target=PROD, role="Admin", profile="work"), "222222")

    assert walk.world.sent[0][1] == "222222"
    assert walk.levels[0].origin == "profile:work"


def test_a_role_profile_that_is_named_is_passed_through() -> None:
    walk = Walk({}, WORK + role("hub", "work"))
    walk.go(Pose(target=DEV, role="Admin", profile="hub"), "222222")

    assert [name for _, name in walk.roles] == [f"{PROD}/hub", f"{DEV}/Admin"]
    assert walk.labels == ["alice@111122223333", f"{DEV}/Admin"]


def test_an_expired_session_is_started_again() -> None:
    walk = Walk.in_session()
    walk.later(43_200)
    walk.go(Pose(target=PROD, role="Admin"), "222222")

    assert "this shell's session has expired: starting a new one" in walk.configured
    assert walk.world.sent[0][1] == "222222"
    assert len(walk.levels) == 2


def test_a_state_that_does_not_match_the_keys_is_not_used() -> None:
    walk = Walk.in_session()
    walk.environ |= FOREIGN
    walk.go(Pose(target=PROD, role="Admin"), terminal=False)

    assert walk.roles == [("ASIAOTHERTOOL", f"{PROD}/Admin")]
    assert walk.labels == [f"{PROD}/Admin"]
    walk.go(End())
    assert walk.environ["AWS_ACCESS_KEY_ID"] == "ASIAOTHERTOOL"


# A target profile and its chain.


def test_a_target_profile_is_taken_from_the_session_that_its_source_began() -> None:
    config = WORK + role(
        "deploy", "work", "external_id = x-1", "role_session_name = ci", "region = eu-west-1"
    )
    walk = Walk({"AWS_PROFILE": "work"}, config)
    walk.go(Mfa(), "111111")
    walk.go(Pose(target="deploy"), terminal=False)
    taken = walk.world.assumed[0][1]

    assert walk.labels == ["alice@111122223333", "deploy/deploy"]
    assert (taken.external_id, taken.session_name) == ("x-1", "ci")
    assert walk.region == ("eu-west-1", "eu-west-1")


def test_a_target_profile_of_another_source_starts_from_that_one() -> None:
    walk = Walk({"AWS_PROFILE": "work"}, WORK + OTHER + role("deploy", "other"))
    walk.go(Mfa(), "111111")
    walk.go(Pose(target="deploy"), "222222")

    assert [code for _, code in walk.world.sent] == ["222222"]
    assert walk.levels[0].origin == "profile:other"


def test_the_roles_of_a_chain_are_one_level() -> None:
    config = WORK + role("hub", "work", account=DEV) + role("spoke", "hub")
    walk = Walk({}, config)
    walk.go(Pose(target="spoke"), "111111")

    assert [name for _, name in walk.roles] == [f"{DEV}/hub", f"{PROD}/spoke"]
    assert walk.labels == ["alice@111122223333", "spoke/spoke"]


def test_a_role_given_with_a_profile_replaces_its_role_and_keeps_the_rest() -> None:
    walk = Walk({}, WORK + role("deploy", "work", "external_id = x-1"))
    walk.go(Pose(target="deploy", role="team/Own"), "111111")
    taken = walk.world.assumed[0][1]

    assert (taken.account, taken.role, taken.arn) == (PROD, "team/Own", None)
    assert taken.external_id == "x-1"


def test_the_device_of_a_role_profile_is_asked_for_its_code() -> None:
    serial = "arn:aws:iam::111122223333:mfa/tablet"
    walk = Walk({}, WORK + role("deploy", "work", f"mfa_serial = {serial}"))
    walk.go(Pose(target="deploy"), "111111")

    assert walk.world.sent == [(serial, "111111")]


def test_what_boto3_resolves_for_a_role_is_not_assumed_twice() -> None:
    arn = f"arn:aws:iam::{PROD}:role/x"
    for setting in ("credential_source = EcsContainer", "web_identity_token_file = /token"):
        walk = Walk({}, f"[profile pod]\nrole_arn = {arn}\n{setting}\n")
        session = CallerIdentity(f"arn:aws:sts::{PROD}:assumed-role/x/y", PROD)
        walk.go(Pose(target="pod"), callers=[session], terminal=False)

        assert walk.roles == []
        assert walk.labels == ["pod/x"]


def test_a_profile_with_temporary_credentials_is_posed_from_without_a_code() -> None:
    walk = Walk({}, "[profile sso]\nsso_session = s\n" + role("deploy", "sso"))
    walk.go(Pose(target="deploy"), terminal=False)

    assert [level.kind for level in walk.levels] == ["handed", "pose"]
    assert walk.roles == [("ASIAHANDED", f"{PROD}/deploy")]


def test_a_process_that_prints_a_long_term_key_needs_a_code() -> None:
    walk = Walk({}, "[profile vault]\ncredential_process = x\n")
    key = Credentials("AKIAVAULT", "s")
    walk.go(Pose(target=PROD, role="Admin", profile="vault"), "111111", resolved=[key])

    assert [level.kind for level in walk.levels] == ["mfa", "pose"]


# Codes and durations.


def test_more_than_an_hour_needs_the_long_term_key_and_a_code_and_says_so() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin", duration="2h"), "222222")

    assert walk.world.calls[-1] == (
        "assume_role",
        f"arn:aws:iam::{PROD}:role/Admin",
        PHONE,
        "222222",
    )
    assert walk.roles[0][0] == "AKIAFAKE"
    assert walk.configured[1] == (
        "2 h needs your long-term key and a new code: AWS limits roles assumed from a session "
        "to 1 h"
    )
    assert walk.labels == ["alice@111122223333", f"{PROD}/Admin"]


def test_more_than_an_hour_without_a_session_starts_none() -> None:
    walk = Walk()
    walk.go(Pose(target=PROD, role="Admin", duration="2h", code="222222"), terminal=False)

    assert walk.world.sent == []
    assert codes(walk.world) == ["222222"]
    assert walk.labels == [f"{PROD}/Admin"]


def test_a_profiles_own_duration_counts() -> None:
    walk = Walk({}, WORK + role("deploy", "work", "duration_seconds = 7200"))
    walk.go(Pose(target="deploy"), "222222")

    assert codes(walk.world) == ["222222"]
    assert walk.world.assumed[0][1].seconds == 7200
    told = "2 h (duration_seconds of profile 'deploy') needs your long-term key and a new code: "
    assert any(notice.startswith(told) for notice in walk.configured)


@pytest.mark.parametrize(("mfa", "seconds"), [(False, 3_600), (True, 7_200)])
def test_a_role_below_another_asks_for_no_more_than_aws_grants(*, mfa: bool, seconds: int) -> None:
    """Assumed with the key and a code, the first may last longer, for all that it matters."""
    config = WORK + role("hub", "work", "duration_seconds = 7200") + role("spoke", "hub")
    walk = Walk({}, config)
    walk.go(Pose(target="spoke", mfa=mfa), "222222")
    unused = [line for line in walk.configured if "of profile 'hub' was not used: AWS" in line]

    assert [request.seconds for _, request in walk.world.assumed] == [seconds, None]
    assert len(unused) == (seconds == 3_600)


def test_a_roles_session_has_the_settings_of_the_profile_that_was_named() -> None:
    """As with AWS_PROFILE: its own, and where it has none those of the session below."""
    config = WORK.replace("[profile work]", "[profile work]\noutput = table\nretry_mode = legacy")
    config += role("deploy", "work", "output = json", "use_fips_endpoint = true")
    config = config.replace("[profile deploy]", "[profile deploy]\ncli_binary_format = base64")
    walk = Walk({}, config)
    walk.go(Mfa(profile="work"), "111111")
    before = dict(walk.environ)
    walk.go(Pose(target="deploy"))
    inside = dict(walk.environ)
    walk.go(Back())

    names = ("AWS_DEFAULT_OUTPUT", "AWS_RETRY_MODE", "AWS_USE_FIPS_ENDPOINT")
    assert [inside.get(name) for name in names] == ["json", "legacy", "true"]
    assert [walk.environ.get(name) for name in names] == ["table", "legacy", None]
    assert [before.get(name) for name in names] == ["table", "legacy", None]


def test_what_no_variable_holds_of_a_roles_profile_is_named() -> None:
    walk = Walk({}, WORK + role("deploy", "work", "cli_binary_format = base64"))
    walk.go(Pose(target="deploy"), "111111")

    lost = "cli_binary_format of profile 'deploy' cannot be exported as a variable"
    assert lost in walk.configured


def test_without_mfa_more_than_an_hour_takes_the_key_past_the_session() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin", duration="2h", no_mfa=True), terminal=False)

    assert walk.roles == [("AKIAFAKE", f"{PROD}/Admin")]
    assert codes(walk.world) == [None]


@pytest.mark.parametrize(
    ("environ", "config", "command", "message"),
    [
        (
            FOREIGN,
            "",
            Pose(target=PROD, duration="2h"),
            "the session in the environment to 1 h",
        ),
        ({}, "[default]\nsso_session = s\n", Pose(target=PROD, duration="2h"), "to 1 h, not 2 h"),
        (
            {},
            WORK + role("hub", "work") + role("spoke", "hub"),
            Pose(target="spoke", duration="2h"),
            "roles assumed one after the other to 1 h, not 2 h",
        ),
        (
            {},
            WORK + role("hub", "work") + role("spoke", "hub", "duration_seconds = 7200"),
            Pose(target="spoke"),
            r"after the other to 1 h, not 2 h \(duration_seconds of profile 'spoke'\)$",
        ),
        (
            FOREIGN,
            "",
            Pose(target=PROD, mfa=True),
            "is temporary, and an MFA code needs a long-term",
        ),
    ],
)
def test_where_no_long_term_key_is_the_limit_is_reported(
    environ: dict[str, str], config: str, command: Pose, message: str
) -> None:
    walk = Walk(environ, config)
    with pytest.raises(SessionError, match=message):
        walk.go(command, "222222")

    assert walk.roles == []


def test_mfa_sends_the_code_with_the_role() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin", mfa=True), "222222")

    assert walk.roles[0][0] == "AKIAFAKE"
    assert codes(walk.world) == ["222222"]
    assert len(walk.levels) == 2


def test_mfa_in_a_chain_sends_the_code_with_the_first_role() -> None:
    walk = Walk({}, WORK + role("hub", "work") + role("spoke", "hub"))
    walk.go(Pose(target="spoke", mfa=True), "222222")

    assert codes(walk.world) == ["222222", None]


@pytest.mark.parametrize(
    ("environ", "command", "with_mfa"),
    [
        (KEYS, Pose(target=PROD, code="222222"), "session"),
        (KEYS, Pose(target=PROD, code="222222", duration="2h"), "role"),
        (KEYS, Pose(target=PROD, code="222222", mfa=True), "role"),
        ({}, Pose(target=PROD, code="222222", profile="work"), "session"),
        ({}, Pose(target="deploy", code="222222"), "session"),
        ({}, Pose(target="work", code="222222"), "session"),
        ({}, Pose(target=DEV, profile="deploy", code="222222"), "session"),
        (FOREIGN, Pose(target=PROD, code="222222"), "session"),
    ],
)
@pytest.mark.parametrize("begun", [False, True], ids=["fresh", "in session"])
def test_a_given_code_is_used_on_every_path(
    environ: dict[str, str], command: Pose, with_mfa: str, begun: bool
) -> None:
    config = WORK + WORK.replace("profile work", "default") + role("deploy", "work")
    walk = Walk(environ, config)
    if begun:
        walk.go(Mfa(profile="work"), "111111")
    walk.go(command, terminal=False)

    sent = [code for _, code in walk.world.sent]
    assert (sent, codes(walk.world)[:1]) in (
        (["222222"], [None] if walk.roles else []),
        ([], ["222222"]),
    )
    assert bool(sent) is (with_mfa == "session")


# What is sent with the request.


def test_everything_that_was_asked_reaches_the_call() -> None:
    command = Pose(
        target=PROD,
        role="a/Admin",
        session_name="me",
        external_id="x:/1",
        source_identity="alice",
        tag=("team=ops=2", "empty="),
        transitive=True,
        policy="file",
        policy_arn=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
    )
    walk = Walk.in_session()
    walk.go(command, policies={"file": '{"Version":"2012-10-17"}'})
    taken = walk.world.assumed[0][1]

    assert (taken.role, taken.session_name, taken.external_id) == ("a/Admin", "me", "x:/1")
    assert (taken.source_identity, taken.transitive) == ("alice", True)
    assert taken.tags == (("team", "ops=2"), ("empty", ""))
    assert taken.policy == '{"Version":"2012-10-17"}'
    assert taken.policy_arns == ("arn:aws:iam::aws:policy/ReadOnlyAccess",)


@pytest.mark.parametrize(
    ("environ", "own", "option", "name"),
    [
        ({}, None, None, None),
        ({}, "settings", None, "settings"),
        ({}, "settings", "option", "option"),
        ({"AWS_ROLE_SESSION_NAME": "variable"}, None, None, None),
        ({"AWS_ROLE_SESSION_NAME": "variable"}, "settings", None, "settings"),
        ({"AWS_ROLE_SESSION_NAME": "not a name"}, None, "option", "option"),
    ],
)
def test_the_session_name_comes_from_the_option_the_settings_or_the_user(
    environ: dict[str, str], own: str | None, option: str | None, name: str | None
) -> None:
    walk = Walk({**KEYS, **environ})
    walk.settings = Settings({}, {}, session_name=own)
    walk.go(Pose(target=PROD, session_name=option), "111111")

    assert walk.world.assumed[0][1].session_name == name


@pytest.mark.parametrize(
    ("config", "own", "where"),
    [
        ("", "x" * 65, "session_name in the settings"),
        ("role_session_name = é", None, "role_session_name of profile 'deploy' is not valid: 'é'"),
    ],
)
def test_a_session_name_that_aws_would_refuse_is_refused_here_with_where_it_stands(
    config: str, own: str | None, where: str
) -> None:
    walk = Walk({}, WORK + role("deploy", "work", config))
    walk.settings = Settings({}, {}, session_name=own)
    with pytest.raises(UsageError, match=where):
        walk.go(Pose(target="deploy"), "111111")

    assert walk.world.calls == []


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (
            "external_id = a b&c",
            "external_id of profile 'deploy' is not valid",
            "use 2 to 1224 letters, digits and +,-./:=@_: CONFIG, line ",
        ),
        (
            "source_identity = a b",
            "source_identity of profile 'deploy' is not valid: 'a b'",
            "use 2 to 256 letters, digits and +,-.=@_: CONFIG, line ",
        ),
        (
            "duration_seconds = 86400",
            "duration_seconds of profile 'deploy': a duration of 86400 is not allowed here",
            "AWS accepts from 15m to 12h: CONFIG, line ",
        ),
        (
            "duration_seconds = 60",
            "duration_seconds of profile 'deploy': a duration of 60 is not allowed here",
            "AWS accepts from 15m to 12h: CONFIG, line ",
        ),
        (
            "duration_seconds = 24h",
            "duration_seconds of profile 'deploy': a duration of 24h is not allowed here",
            "AWS accepts from 15m to 12h: CONFIG, line ",
        ),
    ],
)
@pytest.mark.parametrize("target", ["deploy", "last"])
def test_what_aws_would_refuse_of_a_profile_is_refused_before_a_code_is_spent(
    line: str, message: str, hint: str, target: str
) -> None:
    config = WORK + role("last", "deploy") + role("deploy", "work", line)
    walk = Walk({}, config)
    with pytest.raises(SessionError) as caught:
        walk.go(Pose(target=target), "111111")

    number = config.splitlines().index(line) + 1
    assert (caught.value.message, caught.value.hint) == (message, f"{hint}{number}")
    assert walk.world.calls == []


@pytest.mark.parametrize("target", ["deploy", "last"])
@pytest.mark.parametrize(
    "arn",
    [
        *("Admin", "arn:aws:iam:210987654321:role/Admin", "arn:aws:iam::210987654321:user/alice"),
        *(f"arn:aws:iam::{PROD}:role/Admin ; of prod", f"arn:aws:iam::{PROD}:role/a b/Admin"),
    ],
)
def test_an_invalid_role_arn_is_refused_with_its_line(arn: str, target: str) -> None:
    config = f"{WORK}{role('last', 'deploy')}[profile deploy]\nsource_profile = work\n"
    walk = Walk({}, f"{config}role_arn = {arn}\n")
    with pytest.raises(UsageError) as caught:
        walk.go(Pose(target=target), "111111")

    comment = ": AWS's tools read a comment after a value as part of it" if " ; " in arn else ""
    assert caught.value.message == (
        f"role_arn of profile 'deploy' is not the ARN of a role: {arn}{comment}"
    )
    example = "write it like arn:aws:iam::111122223333:role/Admin"
    assert caught.value.hint == f"{example}: CONFIG, line {config.count(chr(10)) + 1}"
    assert walk.world.calls == []


def test_a_policy_is_measured_before_anything_is_asked() -> None:
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    walk = Walk()
    for size, arns in ((2049, ()), (2048, (arn,))):
        with pytest.raises(UsageError, match=f"is {size + len(''.join(arns))} characters"):
            walk.go(Pose(target=PROD, policy="p", policy_arn=arns), policies={"p": "x" * size})

        assert walk.world.calls == []
    walk.go(Pose(target=PROD, policy="p"), "111111", policies={"p": "x" * 2048})
    assert len(walk.world.assumed[0][1].policy or "") == 2048


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"policy_arn": (READ_ONLY,) * 11}, "too many tags or policies"),
        *(
            ({"policy_arn": (READ_ONLY, text)}, "is not the ARN of a managed policy")
            for text in (
                "ReadOnlyAccess",
                "",
                f"{READ_ONLY}\n",
                "arn:aws:iam::aws:policy/",
                "arn:x",
                "arn:aws:iam::aws:role/Admin",
                "arn:aws:iam:eu-west-1:aws:policy/X",
                "arn:aws:iam::1111:policy/X",
                "arn:aws:sts::aws:policy/X",
                f"{READ_ONLY}{'x' * 2048}",
            )
        ),
        ({"tag": tuple(f"k{n}=v" for n in range(51))}, "too many tags or policies"),
        ({"tag": ("novalue",)}, "is not KEY=VALUE"),
        ({"tag": ("=v",)}, "is not KEY=VALUE"),
        ({"transitive": True}, "--transitive needs --tag"),
        ({"session_name": "a"}, "--session-name 'a' is not valid"),
        ({"session_name": "a b"}, "is not valid"),
        ({"source_identity": "x" * 257}, "is not valid"),
        ({"external_id": "x y"}, "is not valid"),
        ({"external_id": "x" * 1225}, "is not valid"),
        ({"mfa": True, "no_mfa": True}, "cannot be used together"),
        ({"no_mfa": True, "code": "123456"}, "--no-mfa does not use a code"),
        ({"duration": "14m"}, "is not allowed here"),
        ({"duration": "13h"}, "is not allowed here"),
        ({"target": " "}, "TARGET is empty"),
    ],
)
def test_what_aws_would_refuse_is_refused_by_the_words_alone(
    wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        Pose(**wrong)


def test_limits_may_be_reached() -> None:
    assert Pose(
        tag=tuple(f"k{n}=v" for n in range(50)),
        policy_arn=("arn:aws-cn:iam::111122223333:policy/team/Mine",) * 10,
        external_id="x" * 1224,
        session_name="x" * 64,
        duration="12h",
    )


# Regions.


@pytest.mark.parametrize(
    ("environ", "command", "region"),
    [
        ({}, Pose(target=DEV), "home-1"),
        ({}, Pose(target=DEV, region="a-1"), "a-1"),
        ({}, Pose(target="alias"), "alias-1"),
        ({}, Pose(target="alias", region="a-1"), "a-1"),
        ({"AWS_REGION": "env-1"}, Pose(target="alias"), "env-1"),
    ],
)
def test_the_region_is_the_options_the_environments_the_targets_or_that_of_below(
    environ: dict[str, str], command: Pose, region: str
) -> None:
    walk = Walk(environ, f"{WORK}region = home-1\n".replace("profile work", "default"))
    walk.settings = Settings({}, {"alias": AccountSettings(PROD, None, "alias-1")})
    walk.go(Mfa(), "111111")
    walk.go(command)

    assert walk.region == (region, region)


def test_the_region_that_was_chosen_for_the_session_is_passed_on() -> None:
    walk = Walk.in_session()
    walk.go(Region(name="b-1"))
    walk.go(Pose(target=PROD))

    assert walk.region == ("b-1", "b-1")


# What is stored.


def test_no_back_keeps_nothing_of_the_session_below() -> None:
    walk = Walk.in_session()
    below = walk.environ["AWS_SECRET_ACCESS_KEY"]
    walk.go(Pose(target=PROD, role="Admin", no_back=True))

    assert walk.labels == [f"{PROD}/Admin"]
    assert below not in walk.environ[states.VARIABLE]
    walk.go(End())
    assert walk.environ == {"PATH": "/bin", **KEYS}


def test_a_pose_is_remembered_for_the_next_time() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"prod": AccountSettings(PROD)})
    walk.go(Pose(target="prod", role="a/Admin"))
    named = walk.world.posed[0]
    walk.go(Pose(target=DEV))

    assert (named.account, named.role, named.name) == (PROD, "a/Admin", "prod")
    assert (walk.world.posed[0].account, walk.world.posed[0].name) == (DEV, "")


def test_a_label_goes_into_the_variables_of_the_settings_and_back() -> None:
    walk = Walk()
    walk.settings = Settings({}, {}, label_variables=("AWSUME_PROFILE",))
    walk.go(Mfa(), "111111")
    walk.go(Pose(target=PROD, role="Admin"))
    posed = walk.environ["AWSUME_PROFILE"]
    walk.go(Region(name="a-1"))
    moved = walk.environ["AWSUME_PROFILE"]
    walk.go(Back())

    assert (posed, moved) == (f"{PROD}/Admin", f"{PROD}/Admin")
    assert walk.environ["AWSUME_PROFILE"] == "alice@111122223333"
    walk.settings = NONE
    walk.go(End())
    assert walk.environ == {"PATH": "/bin", **KEYS}


SPIKE = (
    "".join(
        f"[profile {name}]\naws_access_key_id = AKIA{name.upper()}\naws_secret_access_key = s\n"
        f"mfa_serial = arn:aws:iam::111122223333:mfa/{name}\n"
        for name in ("one", "two")
    )
    + "[profile spike]\nrole_arn = arn:aws:iam::210987654321:role/Spike\nsource_profile = one\n"
)


@pytest.mark.parametrize(("word", "answers"), [("spike", ()), ("spik", ("y",))])
@pytest.mark.parametrize("here", [False, True])
def test_the_profile_on_the_line_signs_for_a_profile_that_is_named_in_part(
    word: str, answers: tuple[str, ...], here: bool
) -> None:
    walk = Walk({}, SPIKE)
    if here:
        walk.go(Mfa(profile="one"), "111111")
    walk.go(Pose(target=word, profile="two"), "222222", *answers, pages=[()])

    assert walk.world.sent == [("arn:aws:iam::111122223333:mfa/two", "222222")]
    assert walk.roles == [("ASIAFAKE1", "210987654321/Spike")]
    assert [level.origin for level in walk.levels] == ["profile:two", "profile:two"]


@pytest.mark.parametrize("fresh", [False, True])
def test_a_new_session_for_a_role_is_in_the_region_of_the_one_before(*, fresh: bool) -> None:
    walk = Walk({}, WORK)
    walk.go(Mfa(profile="work", region="eu-west-3"), "111111")
    walk.later(60 if fresh else 200_000)
    walk.go(Pose(target=PROD, role="Admin", profile="work", fresh=fresh), "222222")

    assert walk.region == ("eu-west-3", "eu-west-3")
