from __future__ import annotations

import pytest

from aws_session.commands.back import Back
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.region import Region
from aws_session.commands.renew import Renew
from aws_session.errors import SessionError, UsageError
from aws_session.model.identity import CallerIdentity
from memory import KEYS
from walk import Walk

PROD, DEV = "210987654321", "012345678901"
TABLET = "arn:aws:iam::111122223333:mfa/tablet"
WORK = "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"
FULL = Pose(
    target=PROD,
    role="team/Admin",
    duration="30m",
    session_name="me",
    external_id="x:1",
    source_identity="alice",
    tag=("a=b=c", "then="),
    transitive=True,
    policy="p",
    policy_arn=("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/Other"),
)
SPOKE = (
    f"{WORK}[profile hub]\nsource_profile = work\nrole_arn = arn:aws:iam::{DEV}:role/hub\n"
    f"external_id = h-1\n[profile spoke]\nsource_profile = hub\n"
    f"role_arn = arn:aws:iam::{PROD}:role/spoke\n"
)


def test_a_session_is_asked_for_again_with_its_profile_device_duration_and_region() -> None:
    walk = Walk({}, WORK)
    walk.go(Mfa(word=TABLET, profile="work", duration="15m", region="a-1"), "111111")
    walk.later(899)
    walk.go(Renew(), "222222")

    assert [call for call in walk.world.calls if call[0] == "session_token"] == [
        ("session_token", TABLET, "222222", 900)
    ]
    assert walk.levels[0].origin == "profile:work"
    assert walk.region == ("a-1", "a-1")


def test_another_duration_may_be_asked_for() -> None:
    walk = Walk.in_session()
    walk.go(Renew(duration="36h"), "222222")

    assert walk.world.calls[-1][-1] == 129_600


def test_a_role_is_posed_again_from_the_session_below_with_every_parameter() -> None:
    walk = Walk.in_session()
    walk.go(FULL, policies={"p": '{"Version":"2012-10-17","x":[1]}'})
    first = walk.world.assumed[0]
    below = walk.levels[0]
    walk.go(Region(name="b-1"))
    walk.go(Renew(), terminal=False)

    assert walk.world.assumed == [first]
    assert walk.levels[0] == below
    assert len(walk.levels) == 2
    assert walk.region == ("b-1", "b-1")


def test_an_expired_base_session_is_asked_for_first_by_the_same_command() -> None:
    walk = Walk()
    walk.go(Mfa(duration="15m"), "111111")
    walk.go(FULL, policies={"p": "{}"})
    first = walk.world.assumed[0][1]
    walk.later(900)
    walk.go(Renew(), "222222")

    sent = [call[0] for call in walk.world.calls]
    assert sent.index("session_token") < sent.index("assume_role")
    assert walk.world.assumed == [(walk.levels[0].key_id, first)]
    assert [level.kind for level in walk.levels] == ["mfa", "pose"]
    assert walk.levels[0].expires - walk.levels[0].issued == 900


def test_a_code_renews_the_whole_chain() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD))
    walk.go(Renew(code="222222"), terminal=False)

    assert [code for _, code in walk.world.sent] == ["222222"]
    assert len(walk.levels) == 2


def test_every_role_of_a_profiles_chain_is_taken_again() -> None:
    walk = Walk({}, SPOKE)
    walk.go(Pose(target="spoke"), "111111")
    first = walk.world.assumed
    walk.go(Renew(), terminal=False)
    again = walk.world.assumed
    walk.later(43_200)
    walk.go(Renew(), "222222")

    assert [role for _, role in first] == [role for _, role in again]
    assert [role.external_id for _, role in again] == ["h-1", None]
    assert [role for _, role in walk.world.assumed] == [role for _, role in first]


def test_an_expired_role_in_between_is_assumed_again_without_a_code() -> None:
    walk = Walk.in_session()
    session = walk.environ["AWS_ACCESS_KEY_ID"]
    walk.go(Pose(target=PROD, role="Admin"))
    walk.later(3000)
    walk.go(Pose(target=DEV, role="Reader", chain=True))
    walk.later(1000)
    walk.go(Renew(), terminal=False)

    assert walk.roles[0] == (session, f"{PROD}/Admin")
    assert walk.roles[1][1] == f"{DEV}/Reader"
    assert walk.labels == ["alice@111122223333", f"{DEV}/Reader"]


@pytest.mark.parametrize("code", [None, "222222"])
@pytest.mark.parametrize("late", [0, 43_200])
def test_a_long_role_needs_one_code_with_the_role_itself(code: str | None, late: int) -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin", duration="12h"), "211111")
    walk.later(late)
    walk.go(Renew(code=code), "222222")

    assert walk.world.sent == []
    assert walk.roles == [("AKIAFAKE", f"{PROD}/Admin")]
    assert walk.world.calls[-1][-1] == "222222"
    assert len(walk.levels) == (1 if late else 2)
    assert (
        late == 0 or "alice@111122223333 has ended: `back` cannot return to it" in walk.configured
    )


def test_a_longer_duration_needs_the_long_term_key() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))
    walk.go(Renew(duration="2h"), "222222")

    assert walk.roles == [("AKIAFAKE", f"{PROD}/Admin")]
    assert walk.world.assumed[0][1].seconds == 7200


def test_a_duration_that_no_role_has_is_refused_before_anything_is_asked() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD))
    with pytest.raises(UsageError, match="36h is not allowed here"):
        walk.go(Renew(duration="36h"))


def test_where_nothing_was_kept_below_a_code_is_asked_for_and_again_nothing_is_kept() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin", no_back=True))
    walk.go(Renew(), "222222")
    once = walk.world.sent
    walk.go(Renew(), "333333")

    assert (len(once), len(walk.world.sent)) == (1, 1)
    assert walk.labels == [f"{PROD}/Admin"]
    walk.go(End())
    assert walk.environ == {"PATH": "/bin", **KEYS}


def test_a_role_of_the_key_alone_is_taken_by_the_key_alone() -> None:
    walk = Walk()
    walk.go(Pose(target=PROD, role="Admin", no_mfa=True))
    walk.go(Renew(), terminal=False)

    assert walk.roles == [("AKIAFAKE", f"{PROD}/Admin")]
    assert walk.labels == [f"{PROD}/Admin"]


def test_a_profiles_temporary_credentials_are_fetched_again() -> None:
    walk = Walk({}, "[default]\nsso_session = s\n")
    walk.go(Mfa())
    walk.go(Renew(), terminal=False)

    assert ("resolve",) in walk.world.calls
    assert walk.levels[0].kind == "handed"


def test_a_role_is_assumed_again_from_another_tools_session() -> None:
    foreign = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAOTHER", "AWS_SESSION_TOKEN": "t"}
    walk = Walk(foreign)
    walk.go(Pose(target=PROD, role="Admin"))
    walk.go(Renew(), terminal=False)

    assert walk.roles == [("ASIAOTHER", f"{PROD}/Admin")]
    with pytest.raises(SessionError, match="an MFA code needs a long-term key"):
        walk.go(Renew(duration="2h"), "222222")


def test_after_back_it_is_the_session_below_that_is_renewed() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD))
    walk.go(Back())
    walk.go(Renew(), "222222")

    assert walk.roles == []
    assert walk.labels == ["alice@111122223333"]


def test_there_may_be_nothing_to_renew() -> None:
    walk = Walk()
    with pytest.raises(SessionError, match="this shell has no session to renew"):
        walk.go(Renew())


def test_a_role_that_needed_its_own_code_needs_one_again() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin", mfa=True), "211111")
    walk.go(Renew(), "222222")

    assert walk.roles == [("AKIAFAKE", f"{PROD}/Admin")]
    assert walk.world.calls[-1][-1] == "222222"


BOB = CallerIdentity("arn:aws:iam::111122223333:user/bob", "111122223333")
ALICE_ELSEWHERE = CallerIdentity(f"arn:aws:iam::{DEV}:user/alice", DEV)
ALICE = "arn:aws:iam::111122223333:user/team/alice"


@pytest.mark.parametrize("other", [BOB, ALICE_ELSEWHERE])
@pytest.mark.parametrize("began", [Mfa(), Pose(target=PROD, role="Admin")])
def test_a_session_is_not_renewed_as_another_persons(
    began: Mfa | Pose, other: CallerIdentity
) -> None:
    walk = Walk()
    walk.go(began, "111111")
    walk.later(50_000)
    before = dict(walk.environ)
    with pytest.raises(SessionError) as caught:
        walk.go(Renew(), "222222", callers=[other])

    said = f"would belong to {other.arn}, but this shell's session belongs to {ALICE}"
    assert said in caught.value.message
    assert caught.value.hint == (
        "the AWS files or the key have changed; start a new session: aws-session"
    )
    assert walk.environ == before


def test_a_role_with_a_code_is_not_renewed_as_another_persons() -> None:
    walk = Walk()
    walk.go(Pose(target=PROD, role="Admin", mfa=True), "111111")
    role = f"arn:aws:sts::{PROD}:assumed-role/Admin"
    with pytest.raises(SessionError) as caught:
        walk.go(Renew(), "222222", callers=[BOB])

    assert caught.value.message == (
        f"the new session would belong to {role}/bob, but this "
        f"shell's session belongs to {role}/alice"
    )


@pytest.mark.parametrize(("who", "is_same"), [("Dev/botocore-2", True), ("Other/x", False)])
def test_a_role_that_is_passed_through_may_have_any_session_name(who: str, is_same: bool) -> None:
    config = (
        "[profile work]\naws_access_key_id = ASIAWORK\naws_secret_access_key = s\n"
        "aws_session_token = t\n"
    )
    role = f"arn:aws:sts::{DEV}:assumed-role"
    walk = Walk({}, config)
    walk.go(Mfa(profile="work"), callers=[CallerIdentity(f"{role}/Dev/botocore-1", DEV)])
    now = [CallerIdentity(f"{role}/{who}", DEV)]
    if is_same:
        walk.go(Renew(), callers=now)
        assert walk.levels[0].principal == f"{role}/{who}"
    else:
        with pytest.raises(SessionError, match="the new session would belong to"):
            walk.go(Renew(), callers=now)


@pytest.mark.parametrize("ended", [False, True])
def test_a_renewed_role_has_the_settings_that_it_had(*, ended: bool) -> None:
    role = f"source_profile = work\nrole_arn = arn:aws:iam::{PROD}:role/Admin\n"
    settings = "output = text\nuse_fips_endpoint = true\n"
    walk = Walk({}, f"{WORK}[profile deploy]\n{role}{settings}")
    walk.go(Mfa(profile="work"), "111111")
    walk.go(Pose(target="deploy"))
    walk.later(200_000 if ended else 60)
    walk.go(Renew(), "222222")

    names = ("AWS_DEFAULT_OUTPUT", "AWS_USE_FIPS_ENDPOINT")
    assert [walk.environ.get(name) for name in names] == ["text", "true"]


def test_a_long_role_of_the_key_alone_needs_no_code() -> None:
    walk = Walk()
    walk.go(Pose(target=PROD, role="Admin", duration="2h", no_mfa=True), terminal=False)
    walk.go(Renew(), terminal=False)

    assert walk.roles == [("AKIAFAKE", f"{PROD}/Admin")]
    assert walk.world.assumed[-1][1].seconds == 7_200
