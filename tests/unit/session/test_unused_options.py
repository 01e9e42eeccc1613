"""No option is ignored silently: it is used, refused, or reported as unused."""

from __future__ import annotations

import pytest

from aws_session.commands import Command
from aws_session.commands.end import End
from aws_session.commands.exec import Exec
from aws_session.commands.mfa import Mfa
from aws_session.commands.policy import Policy
from aws_session.commands.pose import Pose
from aws_session.commands.process import Process
from aws_session.commands.renew import Renew
from aws_session.commands.sandbox import Sandbox
from aws_session.commands.status import Status
from aws_session.config import NONE, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError, UsageError
from aws_session.session import account_listing, role_start
from aws_session.session.precedence import Inputs
from aws_session.session.request import RoleRequest
from memory import KEYS, Store
from walk import Walk

ADMIN = Pose(target="210987654321", role="Admin")
NOTHING_KEPT = "--keep was not used: no new MFA session was started"
ROLE_KEPT = "210987654321/Admin is stored in a store in memory for your other terminals"
TEMPORARY = (
    "[profile other]\naws_access_key_id = ASIAX\naws_secret_access_key = s\naws_session_token = t\n"
)


def test_a_pose_that_starts_a_session_keeps_it() -> None:
    walk = Walk()
    walk.store = Store()
    walk.go(ADMIN.replace(keep=True), "111111")

    labels = [marker.label for marker in walk.store.markers.values()]
    assert labels == ["alice@111122223333", "210987654321/Admin"]
    assert NOTHING_KEPT not in walk.configured


@pytest.mark.parametrize(
    "command", [ADMIN.replace(keep=True), ADMIN.replace(keep=True, no_mfa=True)]
)
def test_a_pose_that_starts_none_keeps_its_role(command: Pose) -> None:
    walk = Walk.in_session()
    walk.store = Store()
    walk.go(command)

    assert NOTHING_KEPT not in walk.configured
    assert walk.configured.count(ROLE_KEPT) == 1
    assert [marker.label for marker in walk.store.markers.values()] == ["210987654321/Admin"]


def test_renewing_a_role_keeps_it() -> None:
    walk = Walk.in_session()
    walk.store = Store()
    walk.go(ADMIN)
    walk.go(Renew(keep=True))

    assert NOTHING_KEPT not in walk.configured
    assert walk.configured.count(ROLE_KEPT) == 1
    assert [marker.label for marker in walk.store.markers.values()] == ["210987654321/Admin"]


def test_a_role_that_could_not_be_found_again_is_not_stored_and_that_is_reported() -> None:
    foreign = {
        "AWS_ACCESS_KEY_ID": "ASIATHEIRS",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_SESSION_TOKEN": "t",
    }
    walk = Walk(foreign, "[default]\ncredential_process = pass aws\n")
    walk.store = Store()
    walk.go(ADMIN.replace(keep=True))

    line = "not stored: other terminals could not recognize the session in the environment"
    assert line in walk.configured
    assert walk.store.markers == {}


def test_renewing_an_mfa_session_keeps_it() -> None:
    walk = Walk.in_session()
    walk.store = Store()
    walk.later(60)
    walk.go(Renew(keep=True), "222222")

    assert len(walk.store.markers) == 1
    assert NOTHING_KEPT not in walk.configured


def test_passed_through_credentials_use_none_of_the_options() -> None:
    walk = Walk({}, TEMPORARY)
    walk.store = Store()
    walk.go(Mfa(profile="other", keep=True, fresh=True, code="123456", duration="2h"))

    assert walk.configured[1:5] == [
        NOTHING_KEPT,
        "--fresh was not used: no MFA session is started",
        "the code was not used: no code is needed",
        "--duration was not used: these credentials have a fixed expiry",
    ]


def test_a_fresh_pose_starts_a_new_session() -> None:
    walk = Walk.in_session()
    before = walk.levels[0].issued
    walk.later(60)
    walk.go(ADMIN.replace(fresh=True), "222222")

    assert [call[0] for call in walk.world.calls].count("session_token") == 1
    assert walk.labels == ["alice@111122223333", "210987654321/Admin"]
    assert walk.levels[0].issued > before


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ADMIN.replace(no_mfa=True),
            "--no-mfa was not used: the role is assumed from the session of this shell",
        ),
        (ADMIN.replace(chain=True), "--chain was not used: this shell has no role session"),
    ],
)
def test_an_option_that_chooses_no_signer_is_reported(command: Pose, said: str) -> None:
    walk = Walk.in_session()
    walk.go(command)

    assert walk.configured.count(said) == 1


def test_a_longer_role_with_the_key_alone_says_nothing() -> None:
    walk = Walk.in_session()
    walk.go(ADMIN.replace(no_mfa=True, duration="2h"))

    assert [key for key, _ in walk.world.assumed][-1] == KEYS["AWS_ACCESS_KEY_ID"]
    assert not [line for line in walk.configured if "--no-mfa" in line]


def test_a_chain_from_a_role_says_nothing() -> None:
    walk = Walk.in_session()
    walk.go(ADMIN)
    walk.go(Pose(target="333333333333", role="Other", chain=True))

    assert not [line for line in walk.configured if "--chain" in line]


TWO_SOURCES = "".join(
    f"[profile {name}]\naws_access_key_id = AKIA{name.upper()}\naws_secret_access_key = s\n"
    f"[profile {role}]\nrole_arn = arn:aws:iam::333333333333:role/Reader\nsource_profile = {name}\n"
    for name, role in (("one", "spike"), ("two", "spoke"))
)


LISTS = "listing with the credentials of profile 'two', not with the role of profile 'spoke'"


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("spoke", (LISTS,)),
        ("two", ()),
    ],
)
def test_who_lists_for_a_profile_with_a_role_is_reported(
    profile: str, said: tuple[str, ...]
) -> None:
    walk = Walk({}, TWO_SOURCES)
    snapshot = read_snapshot(walk.environ, int(walk.time))
    files = profiles.read(TWO_SOURCES, "CONFIG", "", "CREDENTIALS")
    start = role_start.begin(RoleRequest(profile=profile), Inputs(snapshot, files, NONE), None)

    assert account_listing.listing_notices(start) == said


@pytest.mark.parametrize("word", ["spoke", "spo"])
def test_a_chain_to_a_profile_of_another_source_is_refused(word: str) -> None:
    walk = Walk({}, TWO_SOURCES)
    walk.go(Mfa(profile="one"), "111111")
    walk.go(ADMIN)
    with pytest.raises(UsageError) as caught:
        walk.go(Pose(target=word, chain=True))

    assert caught.value.message == (
        "--chain cannot be used: AWS profile 'spoke' starts from profile 'two', but this "
        "shell's session is from profile 'one'"
    )
    assert caught.value.hint == (
        "leave out --chain, or name the account and the role: "
        "aws-session pose 333333333333 Reader --chain"
    )
    assert walk.labels == ["alice@111122223333", "210987654321/Admin"]


@pytest.mark.parametrize("word", ["spike", "spi"])
def test_a_chain_to_a_profile_of_the_same_source_goes_on_from_the_role(word: str) -> None:
    walk = Walk({}, TWO_SOURCES)
    walk.go(Mfa(profile="one"), "111111")
    walk.go(ADMIN)
    signer = walk.levels[-1].key_id
    walk.go(Pose(target=word, chain=True))

    assert walk.roles == [(signer, "333333333333/Reader")]
    assert not [line for line in walk.configured if "--chain" in line]


def test_a_chain_from_another_tools_session_to_a_profile_is_refused() -> None:
    foreign = {
        "AWS_ACCESS_KEY_ID": "ASIAX", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"
    }  # fmt: skip
    walk = Walk(foreign, TWO_SOURCES)
    with pytest.raises(UsageError, match="session is from another tool"):
        walk.go(Pose(target="spoke", chain=True))


@pytest.mark.parametrize("seconds", [4_000, 90_000])
def test_a_chain_from_an_expired_role_is_refused_and_asks_for_no_code(seconds: int) -> None:
    walk = Walk.in_session()
    walk.go(ADMIN)
    walk.later(seconds)
    with pytest.raises(SessionError, match="--chain cannot be used") as caught:
        walk.go(Pose(target="333333333333", role="Other", chain=True))

    assert caught.value.hint == "aws-session renew"


def test_a_chain_in_an_expired_session_without_a_role_says_that_it_has_expired() -> None:
    walk = Walk.in_session()
    walk.later(90_000)
    walk.go(Pose(target="333333333333", role="Other", chain=True), "222222")

    assert [line for line in walk.configured if "--chain" in line] == [
        "--chain was not used: this shell's session has expired"
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"duration": "1h"},
        {"session_name": "me"},
        {"tag": ("a=b",)},
        {"policy_arn": ("arn:aws:iam::aws:policy/ReadOnlyAccess",)},
    ],
)
def test_options_for_roles_are_refused_if_no_role_is_assumed(given: dict[str, str]) -> None:
    walk = Walk({}, TEMPORARY)
    option = f"--{next(iter(given)).replace('_', '-')}"

    with pytest.raises(UsageError, match=f"{option} cannot be used: profile 'other' has"):
        walk.go(Pose(target="other", **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Pose(chain=True, profile="a"), "--chain and --profile cannot be used together"),
        (lambda: Pose(chain=True, code="123456"), "--chain and --code cannot be used together"),
        (lambda: Pose(chain=True, mfa=True), "--chain and --mfa cannot be used together"),
        (lambda: Pose(chain=True, no_mfa=True), "--chain and --no-mfa cannot be used together"),
        (lambda: Pose(chain=True, duration="2h"), "with --chain, AWS allows 1 h at most"),
        (lambda: Pose(chain=True, fresh=True), "--chain and --fresh cannot be used together"),
        (lambda: Pose(no_mfa=True, fresh=True), "--fresh and --no-mfa cannot be used together"),
        (lambda: Status(at_least="1h", json=True), "--at-least and --json cannot be used together"),
        (
            lambda: Status(at_least="1h", verify=True),
            "--at-least and --verify cannot be used together",
        ),
        (
            lambda: Process(lines_for="tool", show=True),
            "--show and --print cannot be used together",
        ),
        (
            lambda: Exec(shell="fish", trailing=("true",)),
            "--shell opens a shell, but a command follows --",
        ),
        (
            lambda: Policy(name="require-mfa-age", before="2026-11-21T09:00:00Z"),
            "--before works only with revoke-older-sessions",
        ),
        (lambda: Sandbox(port="99"), "--port is only for serve"),
        (lambda: Sandbox(action="serve", shell="sh"), "--shell is only for a sandbox's shell"),
        (lambda: Sandbox(trailing=("a",), shell="sh"), "--shell is only for a sandbox's shell"),
        (
            lambda: Sandbox(action="serve", policy="require-mfa-age"),
            "--policy is only for a sandbox's user",
        ),
        (
            lambda: Sandbox(action="code", partition="aws-cn"),
            "--partition is only for a new sandbox",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(make: type[Command], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        make()

    assert refused.value.message == said


def test_end_says_what_is_still_kept_and_how_to_delete_it() -> None:
    walk = Walk()
    walk.store = Store()
    walk.go(Mfa(keep=True), "111111")
    walk.go(End())

    assert walk.configured[-1] == (
        "still stored for your other terminals: alice@111122223333, from the environment, "
        "until <43260 s on>\nto delete it: aws-session end --all"
    )


def test_end_says_nothing_about_expired_sessions() -> None:
    walk = Walk()
    walk.store = Store()
    walk.go(Mfa(keep=True), "111111")
    walk.later(43_300)
    walk.go(End())

    assert not [line for line in walk.configured if "kept" in line]


def test_end_of_everything_where_nothing_is_kept_says_so() -> None:
    walk = Walk.in_session()
    walk.store = Store()
    walk.go(End(all=True))

    assert walk.configured[-1] == "no session is stored for other terminals"


def test_a_code_that_ends_nothing_at_aws_is_reported() -> None:
    walk = Walk.in_session()
    walk.go(End(code="123456"))

    assert walk.configured[-1] == "the code was not used: only end --revoke needs one"


def test_a_code_that_revokes_nothing_is_reported() -> None:
    walk = Walk.in_session()
    walk.go(End(revoke=True, code="123456"))

    said = "the code was not used: only the session of this shell can sign the revocation"
    assert walk.configured.count(said) == 1
