"""Settings that only aws-vault, aws-mfa and aws-runas read have the same effect here."""

from __future__ import annotations

import pytest

from aws_session.commands.back import Back
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.renew import Renew
from aws_session.config import profiles
from aws_session.config.profile import LONG_TERM, ROLE, SSO
from aws_session.config.profiles import Profiles
from aws_session.errors import SessionError
from walk import Walk

PROD = "210987654321"
PHONE = "arn:aws:iam::111122223333:mfa/vault"
KEY = "aws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"
ARN = f"role_arn = arn:aws:iam::{PROD}:role/Admin\n"


def read(config: str, credentials: str = "") -> Profiles:
    return profiles.read(config, "CONFIG", credentials, "CREDENTIALS")


def values(found: Profiles, name: str, *settings: str) -> list[str | None]:
    return [found.find(name).get(setting) for setting in settings]


COMMON = f"""\
[profile common]
region = eu-west-1
mfa_serial = {PHONE}
source_profile = root
[profile root]
include_profile = common
{KEY}[profile dev]
include_profile = common
role_arn = arn:aws:iam::{PROD}:role/developers
[profile eu]
{{include}} = dev
region = eu-north-1
role_session_name = eu
"""


@pytest.mark.parametrize("include", ["include_profile", "parent_profile"])
def test_what_a_profile_includes_fills_what_it_has_not(include: str) -> None:
    found = read(COMMON.format(include=include))
    names = ("region", "mfa_serial", "source_profile", "role_arn", "role_session_name")

    assert values(found, "root", *names) == ["eu-west-1", PHONE, None, None, None]
    role = f"arn:aws:iam::{PROD}:role/developers"
    assert values(found, "dev", *names) == ["eu-west-1", PHONE, "root", role, None]
    assert values(found, "eu", *names) == ["eu-north-1", PHONE, "root", role, "eu"]
    assert [found.find(name).kind for name in ("root", "dev", "eu")] == [LONG_TERM, ROLE, ROLE]


def test_an_included_profile_serves_a_role_with_device_and_region() -> None:
    walk = Walk({}, COMMON.format(include="include_profile"))
    walk.go(Pose(target="dev"), "111111")

    assert walk.world.sent == [(PHONE, "111111")]
    assert walk.roles == [("ASIAFAKE1", f"{PROD}/developers")]
    assert walk.region == ("eu-west-1", "eu-west-1")


def test_a_key_is_not_included() -> None:
    assert values(
        read(f"[profile a]\ninclude_profile = b\n[profile b]\n{KEY}region = r\n"),
        "a", "aws_access_key_id", "region",
    ) == [None, "r"]  # fmt: skip


@pytest.mark.parametrize(
    ("config", "message", "line"),
    [
        (
            f"[profile a]\n{KEY}include_profile = b\n[profile b]\ninclude_profile = a\n",
            "the include_profile of profile 'b' leads back to itself: a -> b -> a",
            6,
        ),
        (
            f"[profile a]\n{KEY}include_profile = a\n",
            "the include_profile of profile 'a' leads back to itself: a -> a",
            4,
        ),
        (
            f"[profile a]\n{KEY}include_profile = z\n[profile b]\nregion = r\n",
            "the include_profile of profile 'a' names 'z', which does not exist",
            4,
        ),
        (
            "[profile a]\nsource_profile = b\n[profile b]\nsource_profile = a\n",
            "the source_profile of profile 'b' leads back to itself: a -> b -> a",
            4,
        ),
        (
            "[profile a]\nsource_profile = gone\n",
            "the source_profile of profile 'a' names 'gone', which does not exist",
            2,
        ),
    ],
)
def test_what_leads_nowhere_is_reported_with_its_line(config: str, message: str, line: int) -> None:
    walk = Walk({}, config)

    with pytest.raises(SessionError) as caught:
        walk.go(Mfa(profile="a"), "111111")
    assert (caught.value.message, caught.value.hint) == (
        message, f"correct it: CONFIG, line {line}"
    )  # fmt: skip


def test_one_profiles_fault_does_not_affect_another() -> None:
    walk = Walk({}, f"[profile a]\ninclude_profile = a\n[profile b]\n{KEY}")
    walk.go(Mfa(profile="b"), "111111")

    assert len(walk.world.sent) == 1


def test_a_source_without_a_role_gives_its_key_and_device() -> None:
    walk = Walk(
        {},
        f"[profile root]\nregion = r\nmfa_serial = {PHONE}\nmfa_process = say\n{KEY}"
        "[profile west]\nregion = us-west-2\nsource_profile = root\n",
    )
    walk.go(Mfa(profile="west"), printed=["111111"])

    assert walk.world.sent == [(PHONE, "111111")]
    assert walk.region == ("us-west-2", "us-west-2")
    assert walk.levels[0].origin == "profile:west"


def test_a_source_without_a_role_gives_the_role_that_it_has() -> None:
    found = read(
        f"[profile root]\n{KEY}[profile dev]\n{ARN}source_profile = root\nexternal_id = x\n"
        "region = r\n[profile again]\nsource_profile = dev\n[profile more]\nsource_profile = again"
    )

    for name in ("again", "more"):
        assert values(found, name, "source_profile", "external_id", "region") == [
            "root", "x", None
        ]  # fmt: skip
        assert found.find(name).kind == ROLE
        assert "role_arn" in found.find(name).inherited


def test_a_source_with_a_key_and_a_role_gives_its_key() -> None:
    found = read(f"[profile a]\n{ARN}{KEY}[profile b]\nsource_profile = a\n")

    assert (found.find("b").kind, found.find("b").get("role_arn")) == (LONG_TERM, None)


def test_credentials_of_its_own_come_before_a_source() -> None:
    found = read(
        "[profile a]\nsso_session = s\nsource_profile = b\n" + f"[profile b]\n{KEY}",
    )

    assert (found.find("a").kind, found.find("a").inherited) == (SSO, frozenset())


def test_the_line_of_an_inherited_key_is_where_it_stands() -> None:
    found = read("[profile a]\nsource_profile = b\n[profile b]\nregion = r\n", f"\n[b]\n{KEY}")

    assert found.find("a").place_of("aws_access_key_id") == "CREDENTIALS, line 3"
    assert found.find("a").static_key() == found.find("b").static_key()


def test_a_long_term_section_gives_its_key_and_device() -> None:
    walk = Walk(
        {}, f"[profile work]\nregion = r\n[profile work-long-term]\n{KEY}aws_mfa_device = {PHONE}\n"
    )
    walk.go(Mfa(profile="work"), "111111")

    assert walk.world.sent == [(PHONE, "111111")]
    assert walk.region == ("r", "r")


def test_the_section_with_the_key_takes_the_region_and_the_device_of_its_profile() -> None:
    found = read(
        f"[profile work]\nregion = r\noutput = text\nmfa_serial = {PHONE}\n",
        f"[work]\naws_access_key_id = ASIAX\naws_secret_access_key = s\naws_session_token = t\n"
        f"expiration = 2020-01-01 10:00:00\n[work-long-term]\n{KEY}",
    ).find("work-long-term")

    assert {name: found.get(name) for name in found.settings} == {
        "region": "r",
        "mfa_serial": PHONE,
        "aws_access_key_id": "AKIAWORK",
        "aws_secret_access_key": "s",
    }
    assert found.kind == LONG_TERM


def test_the_usual_name_of_the_device_comes_before_the_other() -> None:
    other = PHONE.replace("vault", "other")
    walk = Walk({}, f"[default]\n{KEY}aws_mfa_device = {other}\nmfa_serial = {PHONE}\n")
    walk.go(Mfa(), "111111")

    assert walk.world.sent == [(PHONE, "111111")]


TAGGED = (
    f"[profile work]\n{KEY}[profile dev]\n{ARN}source_profile = work\n"
    "session_tags = team = ops , stage=a=b,empty=\ntransitive_session_tags = team, stage\n"
    "source_identity = alice\n"
)


def test_tags_and_identity_go_with_the_role_and_are_remembered() -> None:
    walk = Walk({}, TAGGED)
    walk.go(Pose(target="dev"), "111111")
    first = walk.world.assumed[-1][1]
    walk.go(Renew())

    assert first.tags == (("team", "ops"), ("stage", "a=b"), ("empty", ""))
    assert first.all_transitive_keys == ("team", "stage")
    assert first.source_identity == "alice"
    assert walk.world.assumed[-1][1] == first


def test_an_option_replaces_the_tags_of_the_profile() -> None:
    walk = Walk({}, TAGGED)
    walk.go(Pose(target="dev", tag=("a=1",), source_identity="bob"), "111111")
    role = walk.world.assumed[-1][1]

    assert (role.tags, role.all_transitive_keys, role.source_identity) == (
        (("a", "1"),), (), "bob"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("session_tags = team", "session_tags of profile 'dev' is not a list of KEY=VALUE"),
        ("session_tags = =x", "session_tags of profile 'dev' is not a list of KEY=VALUE"),
        ("session_tags = a!=x", "session_tags of profile 'dev', 'a!': the key contains '!'"),
        (
            "session_tags = team=ops,stage=prod, Team = dev",
            (
                "session_tags of profile 'dev', 'Team': AWS ignores case, so it is the same key as "
                "'team'"
            ),
        ),
        (
            "session_tags = a=1, AWS:team=ops",
            (
                "session_tags of profile 'dev', 'AWS:team': the key begins with aws:, which only "
                "AWS may use"
            ),
        ),
        (
            "transitive_session_tags = team",
            (
                "transitive_session_tags of profile 'dev' names 'team', which is not in its "
                "session_tags"
            ),
        ),
        (
            "transitive_session_tags = TEAM, stage\nsession_tags = team=ops",
            (
                "transitive_session_tags of profile 'dev' names 'stage', which is not in its "
                "session_tags"
            ),
        ),
        (
            "session_tags = " + ",".join(f"a{number}=x" for number in range(51)),
            "session_tags of profile 'dev' has 51 tags, but AWS accepts 50",
        ),
    ],
)
def test_tags_that_aws_would_refuse_are_reported_before_a_code_is_asked(
    line: str, message: str
) -> None:
    walk = Walk({}, f"[profile work]\n{KEY}[profile dev]\n{ARN}source_profile = work\n{line}\n")

    with pytest.raises(SessionError) as caught:
        walk.go(Pose(target="dev"), "111111")
    assert caught.value.message == message
    assert str(caught.value.hint).endswith(": CONFIG, line 7")
    assert walk.world.questions == []


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("duration_seconds = 30m", 1_800),
        ("duration_seconds = 1h", 3_600),
        ("credentials_duration = 45m", 2_700),
        ("credentials_duration = 45m\nduration_seconds = 1800", 1_800),
        ("duration_seconds = soon", None),
    ],
)
def test_a_roles_duration_may_have_units(line: str, seconds: int | None) -> None:
    walk = Walk({}, f"[profile work]\n{KEY}[profile dev]\n{ARN}source_profile = work\n{line}\n")
    walk.go(Pose(target="dev"), "111111")

    assert walk.world.assumed[0][1].seconds == seconds


@pytest.mark.parametrize("role", ["dev", "middle"])
def test_a_duration_that_cannot_be_read_is_reported_where_it_is_not_used(role: str) -> None:
    odd = "duration_seconds = 3600 ; an hour\n"
    config = (
        f"[profile work]\n{KEY}[profile middle]\n{ARN}source_profile = work\n"
        f"{odd if role == 'middle' else ''}[profile dev]\n{ARN}source_profile = middle\n"
        f"{odd if role == 'dev' else ''}"
    )
    walk = Walk({}, config)
    walk.go(Pose(target="dev"), "111111")

    (told,) = (each for each in walk.world.configured if "duration" in each)
    line = config.splitlines().index(odd.strip()) + 1
    what = f"duration_seconds of profile {role!r} is not a duration, so it is not used"
    assert told == f"{what}: CONFIG, line {line}"


@pytest.mark.parametrize("place", ["work", "dev"])
def test_a_session_is_as_long_as_the_profile_or_its_source_says(place: str) -> None:
    line = "session_token_duration = 8h\n"
    work, dev = ("", line) if place == "dev" else (line, "")
    config = f"[profile work]\n{KEY}{work}[profile dev]\n{ARN}source_profile = work\n{dev}"
    walk = Walk({}, config)
    walk.go(Pose(target="dev"), "111111")

    assert [call[-1] for call in walk.world.calls if call[0] == "session_token"] == [28_800]
    walk.go(Back())


def test_the_option_replaces_the_duration_of_the_profile() -> None:
    walk = Walk({}, f"[default]\n{KEY}session_token_duration = 8h\n")
    walk.go(Mfa(), "111111")
    walk.go(Mfa(duration="2h"), "222222")

    assert [call[-1] for call in walk.world.calls if call[0] == "session_token"] == [7_200]
    assert walk.levels[0].expires == walk.time + 7_200


def test_a_duration_that_aws_would_refuse_is_reported_with_its_line() -> None:
    walk = Walk({}, f"[default]\n{KEY}session_token_duration = 48h\n")

    with pytest.raises(SessionError) as caught:
        walk.go(Mfa(), "111111")
    assert caught.value.message == (
        "session_token_duration of profile 'default': a duration of 48h is not allowed here"
    )
    assert caught.value.hint == "AWS accepts from 15m to 36h: CONFIG, line 4"


@pytest.mark.parametrize("setting", ["include_profile", "source_profile"])
def test_an_endless_chain_is_reported_and_not_followed(setting: str) -> None:
    config = "".join(f"[profile a{n}]\n{setting} = a{n + 1}\n" for n in range(2_000))
    found = read(f"{config}[profile a2000]\n{KEY}region = r\n")

    assert found.find("a0").fault == (
        f"the {setting} of profile 'a50' is the end of a chain of more than 50 profiles",
        "correct it: CONFIG, line 102",
    )
    assert found.find("a1999").fault is None


def test_a_section_with_a_key_alone_is_a_profile_by_its_short_name() -> None:
    walk = Walk({}, f"[profile default-long-term]\n{KEY}aws_mfa_device = {PHONE}\n")
    walk.go(Mfa(), "111111")

    assert walk.world.sent == [(PHONE, "111111")]
    assert walk.levels[0].origin == "profile:default"


def test_an_existing_section_is_not_derived_from_the_one_with_the_key() -> None:
    found = read(f"[profile a-long-term]\n{KEY}[profile a]\nregion = r\n", f"[-long-term]\n{KEY}")

    assert sorted(found.by_name) == ["-long-term", "a", "a-long-term"]
    assert values(found, "a", "region", "aws_access_key_id") == ["r", "AKIAWORK"]


@pytest.mark.parametrize("short", ["", "[profile work]\nregion = eu-west-1\n"])
def test_the_role_that_aws_mfa_assumes_is_the_profiles(short: str) -> None:
    walk = Walk(
        {},
        f"{short}[profile work-long-term]\n{KEY}aws_mfa_device = {PHONE}\n"
        f"assume_role = arn:aws:iam::{PROD}:role/some-role\n",
    )
    walk.go(Mfa(profile="work"), "111111")

    assert walk.world.sent == [(PHONE, "111111")]
    assert walk.roles == [("ASIAFAKE1", f"{PROD}/some-role")]
    assert walk.region[0] == ("eu-west-1" if short else None)
    assert read(walk.config).find("work").place_of("role_arn").endswith(f"{5 + 2 * bool(short)}")


def test_the_key_of_a_section_with_a_role_still_works_on_its_own() -> None:
    walk = Walk({}, f"[profile work-long-term]\n{KEY}assume_role = arn:aws:iam::{PROD}:role/R\n")
    walk.go(Mfa(profile="work-long-term"), "111111")

    assert walk.roles == []
