from __future__ import annotations

import pytest

from aws_session import environment as states
from aws_session.commands.back import Back
from aws_session.commands.console import Console
from aws_session.commands.exec import Exec
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.region import Region
from aws_session.commands.renew import Renew
from aws_session.config import NONE, profiles
from aws_session.environment import state_format
from aws_session.errors import SessionError
from aws_session.session import for_child, for_program
from aws_session.session.request import MfaRequest, RoleRequest
from memory import KEYS, World
from walk import Walk

PROD = "210987654321"
KEY = "aws_access_key_id = AKIAFAKEBASE\naws_secret_access_key = s\n"


def borrow(walk: Walk, command: Exec | Console, *typed: str) -> for_child.ChildSession:
    walk.world = World(walk.environ, *typed)
    walk.world.time = walk.time
    walk.world.files = (walk.config, "")
    return command.session(walk.world)


def test_the_session_of_the_shell_is_borrowed_without_a_call() -> None:
    walk = Walk.in_session()

    borrowed = borrow(walk, Exec())

    assert borrowed.environ["AWS_ACCESS_KEY_ID"] == walk.environ["AWS_ACCESS_KEY_ID"]
    assert walk.world.calls == []


def test_without_a_session_one_is_started_and_the_shell_keeps_nothing_of_it() -> None:
    walk = Walk()
    before = dict(walk.environ)

    borrowed = borrow(walk, Exec(), "111111")

    assert borrowed.environ["AWS_SESSION_TOKEN"] == "token1"
    assert walk.environ == before


def test_the_long_term_key_is_not_passed_on() -> None:
    walk = Walk.in_session()

    borrowed = borrow(walk, Exec())

    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in str(borrowed.environ)
    assert "fake-secret" in str(walk.environ[states.VARIABLE]), "the shell's own state has it"


def test_the_sessions_below_are_not_passed_on() -> None:
    walk = Walk.in_session()
    mine = walk.environ["AWS_ACCESS_KEY_ID"]

    borrowed = borrow(walk, Exec(target=PROD, role="Admin"))

    (level,) = state_format.decode(borrowed.environ[states.VARIABLE]).levels
    assert level.label == f"{PROD}/Admin"
    assert mine not in str(borrowed.environ)


def test_end_inside_restores_nothing() -> None:
    walk = Walk.in_session({**KEYS, "AWS_PROFILE": "work"}, "[profile work]\nregion = eu-west-1\n")

    borrowed = borrow(walk, Exec())

    kept = state_format.decode(borrowed.environ[states.VARIABLE]).kept
    assert {entry.original for entry in kept} <= {None}
    assert "AWS_PROFILE" not in borrowed.environ


def test_a_changed_variable_stays_changed() -> None:
    walk = Walk.in_session()
    walk.environ["AWS_REGION"] = "ap-south-1"

    borrowed = borrow(walk, Exec())

    assert borrowed.environ["AWS_REGION"] == "ap-south-1"


def test_another_region_needs_no_call() -> None:
    walk = Walk.in_session()

    borrowed = borrow(walk, Exec(region="eu-west-3"))

    assert borrowed.environ["AWS_REGION"] == borrowed.environ["AWS_DEFAULT_REGION"] == "eu-west-3"
    assert walk.world.calls == []


@pytest.mark.parametrize("command", [Exec(code="222222"), Exec(duration="1h"), Exec(profile="o")])
def test_a_command_that_asks_for_its_own_session_gets_one(command: Exec) -> None:
    walk = Walk.in_session(
        config="[profile o]\naws_access_key_id = AKIAO\naws_secret_access_key = s\n"
    )

    borrowed = borrow(walk, command, "222222")

    assert borrowed.environ["AWS_ACCESS_KEY_ID"] == "ASIAFAKE1"
    assert [call[0] for call in walk.world.calls].count("session_token") == 1


def test_an_expired_session_is_not_lent() -> None:
    walk = Walk.in_session()
    walk.later(43_300)

    borrowed = borrow(walk, Exec(), "222222")

    assert walk.world.sent
    assert borrowed.environ["AWS_SESSION_EXPIRES"] > walk.environ["AWS_SESSION_EXPIRES"]


def test_another_tools_session_is_lent_unchanged() -> None:
    foreign = {"AWS_ACCESS_KEY_ID": "ASIAX", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
    walk = Walk(foreign)

    borrowed = borrow(walk, Exec())

    assert borrowed.environ == walk.environ
    assert borrowed.level is None


def test_a_program_that_needs_a_role_does_not_get_an_mfa_session() -> None:
    walk = Walk.in_session()
    command = Console(profile="r")
    walk.config = f"[profile r]\nrole_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = d\n"
    walk.config += "[profile d]\naws_access_key_id = AKIAD\naws_secret_access_key = s\n"

    borrowed = borrow(walk, command, "222222")

    assert borrowed.level is not None
    assert for_child.is_role(borrowed.level)


def test_a_program_that_needs_a_role_gets_the_role_of_the_shell() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))

    borrowed = borrow(walk, Console())

    assert walk.world.calls == []
    assert borrowed.level is not None
    assert for_child.is_role(borrowed.level)


def test_what_is_asked_for_is_what_a_shell_would_be_told() -> None:
    assert Exec(
        code="111111", profile="p", region="eu-west-1", duration="2h"
    ).request == MfaRequest(code="111111", profile="p", region="eu-west-1", duration="2h")
    assert Exec(target="prod", role="Admin", duration="2h").request == RoleRequest(
        target="prod", role="Admin", duration="2h", command="exec"
    )


DEFAULT = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n"
ANOTHER = {
    "AWS_ACCESS_KEY_ID": "ASIAFAKEOTHER",
    "AWS_SECRET_ACCESS_KEY": "s",
    "AWS_SESSION_TOKEN": "t",
}


def inside(began: Walk) -> Walk:
    """Return the shell that `exec` starts in a session."""
    there = Walk(borrow(began, Exec()).environ, DEFAULT)
    there.time = began.time
    return there


@pytest.mark.parametrize(
    ("environ", "began", "command"),
    [
        (KEYS, Mfa(), Renew()),
        (KEYS, Mfa(), Mfa()),
        (KEYS, Mfa(), Pose(target=PROD, role="Admin", duration="2h")),
        (KEYS, Mfa(), Pose(target=PROD, role="Admin", mfa=True)),
        (KEYS, Mfa(), Pose(target=PROD, role="Admin", code="222222")),
        (KEYS, Pose(target=PROD, role="Admin", mfa=True), Renew()),
        (ANOTHER, Pose(target=PROD, role="Admin"), Renew()),
        (ANOTHER, Pose(target=PROD, role="Admin"), Back()),
        (ANOTHER, Pose(target=PROD, role="Admin"), Mfa()),
        (ANOTHER, Pose(target=PROD, role="Admin"), Pose(target=PROD, role="Other")),
    ],
)
def test_no_profile_replaces_the_key_that_a_session_came_from(
    environ: dict[str, str], began: Mfa | Pose, command: Mfa | Pose | Renew | Back
) -> None:
    shell = Walk(environ, DEFAULT)
    shell.go(began, "111111")
    there = inside(shell)
    before = dict(there.environ)
    with pytest.raises(SessionError) as caught:
        there.go(command, "222222")

    assert caught.value.message == "the key that started this session is not in this shell"
    assert caught.value.hint == (
        "continue in the shell where the session started, or start a new one: "
        "aws-session -p PROFILE"
    )
    assert (there.environ, there.world.calls) == (before, [])


def test_what_the_session_itself_can_do_needs_no_key_from_before() -> None:
    there = inside(Walk.in_session(KEYS, DEFAULT))
    there.go(Pose(target=PROD, role="Admin"))

    assert there.roles == [("ASIAFAKE1", f"{PROD}/Admin")]
    there.go(Mfa(profile="default"), "222222")
    assert [level.origin for level in there.levels] == ["profile:default"]


@pytest.mark.parametrize("kept", [{}, {"AWS_ACCOUNT_ID": "999999999999"}])
def test_what_our_session_says_about_itself_is_dropped_if_another_tools_key_replaced_it(
    kept: dict[str, str],
) -> None:
    walk = Walk({**KEYS, **kept})
    walk.go(Mfa(), "111111")
    walk.environ.update(ANOTHER)

    found = borrow(walk, Exec()).environ
    about = ("AWS_SESSION_LABEL", "AWS_SESSION_EXPIRES", "AWS_CREDENTIAL_EXPIRATION")
    assert {name: found[name] for name in ANOTHER} == ANOTHER
    assert not {*about, "AWS_SESSION_STATE"} & found.keys()
    assert found.get("AWS_ACCOUNT_ID") == kept.get("AWS_ACCOUNT_ID")


def test_what_the_other_tool_says_about_its_session_stays() -> None:
    until = {"AWS_CREDENTIAL_EXPIRATION": "2038-01-01T00:00:00Z", "AWS_ACCOUNT_ID": PROD}
    walk = Walk.in_session()
    walk.environ.update(ANOTHER | until)

    found = borrow(walk, Console()).environ
    assert {name: found[name] for name in until} == until
    assert "AWS_SESSION_LABEL" not in found
    alone = Walk(ANOTHER | until | {"AWS_SESSION_LABEL": "theirs"})
    assert borrow(alone, Exec()).environ["AWS_SESSION_LABEL"] == "theirs"


@pytest.mark.parametrize("command", ["process", "exec --refresh"])
@pytest.mark.parametrize("role", ["Admin", None])
def test_one_tools_session_never_signs_for_another(command: str, role: str | None) -> None:
    config = "[default]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = s\n"
    target = "210987654321" if role else None
    loan = for_program.ProgramRequest(target=target, role=role, command=command)
    foreign = {
        "AWS_ACCESS_KEY_ID": "ASIAX", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"
    }  # fmt: skip
    walk = Walk(foreign, config)
    files = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    walk.go(for_program.request_for_program(loan, NONE, files), "111111")

    assert walk.levels[0].origin == "profile:default"
    assert "ASIAX" not in [key for key, _ in walk.roles]
    assert [name for _, name in walk.roles] == (["210987654321/Admin"] if role else [])


def test_a_role_of_this_shell_that_has_ended_is_assumed_again_and_not_left_for_the_user() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))
    walk.later(4_000)

    borrowed = borrow(walk, Exec())

    assert borrowed.environ["AWS_SESSION_LABEL"] == f"{PROD}/Admin"
    assert walk.roles[-1][1] == f"{PROD}/Admin"
    told = f"the session of this shell as {PROD}/Admin has ended: assuming the role again"
    assert told in walk.world.configured


DEPLOY = (
    f"[profile deploy]\nrole_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = base\n"
    "region = ap-south-1\noutput = text\nuse_fips_endpoint = true\n"
    "session_tags = team=ops, cost=7\ntransitive_session_tags = team\n"
)


@pytest.mark.parametrize("region", [None, "sa-east-1"])
def test_the_role_that_is_assumed_again_has_its_region_settings_and_tags(
    region: str | None,
) -> None:
    walk = Walk({}, f"[profile base]\n{KEY}region = us-east-1\n{DEPLOY}")
    walk.go(Mfa(profile="base"), "111111")
    walk.go(Pose(target="deploy"))
    if region:
        walk.go(Region(name=region))
    inside = dict(walk.environ)
    walk.later(4_000)

    borrowed = borrow(walk, Exec())

    names = ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_DEFAULT_OUTPUT", "AWS_USE_FIPS_ENDPOINT")
    assert [borrowed.environ.get(name) for name in names] == [inside[name] for name in names]
    assert borrowed.environ["AWS_REGION"] == (region or "ap-south-1")
    (_, again) = walk.world.assumed[-1]
    assert again.all_transitive_keys == ("team",)
    assert again.tags == (("team", "ops"), ("cost", "7"))


@pytest.mark.parametrize(
    ("command", "seconds"),
    [(Exec(fresh=True), None), (Exec(code="222222"), None), (Exec(duration="30m"), 1_800)],
)
def test_another_session_of_a_role_is_of_the_same_identity(
    command: Exec, seconds: int | None
) -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))

    borrowed = borrow(walk, command, "222222")

    assert borrowed.environ["AWS_SESSION_LABEL"] == f"{PROD}/Admin"
    assert [role.seconds for _, role in walk.world.assumed] == [seconds]


def test_a_role_with_another_name_keeps_its_region() -> None:
    walk = Walk({}, f"[profile base]\n{KEY}region = us-east-1\n{DEPLOY}")
    walk.go(Mfa(profile="base"), "111111")
    walk.go(Pose(target="deploy"))

    borrowed = borrow(walk, Console(session_name="other"))

    assert borrowed.environ["AWS_REGION"] == "ap-south-1"


def test_a_role_by_another_profile_has_not_the_settings_of_the_first() -> None:
    other = f"[profile other]\n{KEY}region = us-east-1\n"
    walk = Walk({}, f"[profile base]\n{KEY}region = us-east-1\n{DEPLOY}{other}")
    walk.go(Mfa(profile="base"), "111111")
    walk.go(Pose(target="deploy"))

    borrowed = borrow(walk, Console(profile="other"), "222222")

    assert borrowed.environ["AWS_SESSION_LABEL"].endswith("/Admin")
    assert "AWS_USE_FIPS_ENDPOINT" not in borrowed.environ


def test_a_typed_region_comes_before_one_that_was_exported_since() -> None:
    walk = Walk.in_session({}, f"[default]\n{KEY}region = us-east-1\n")
    walk.environ["AWS_REGION"] = "eu-west-3"

    borrowed = borrow(walk, Exec(profile="default", region="ap-south-1"))

    assert [borrowed.environ[name] for name in states.REGIONS] == ["ap-south-1"] * 2
    assert walk.world.calls == []


@pytest.mark.parametrize("by_code", [False, True])
def test_a_profiles_role_that_has_ended_is_not_assumed_through_itself(*, by_code: bool) -> None:
    device = "mfa_serial = arn:aws:iam::111122223333:mfa/alice\n" if by_code else ""
    role = f"[profile A]\nrole_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = base\n"
    walk = Walk({}, f"[profile base]\n{KEY}{role}{device}")
    walk.go(Mfa(profile="A"), "111111")
    walk.later(200_000)

    with pytest.raises(SessionError, match=r"as .* has ended") as raised:
        borrow(walk, Exec())

    assert raised.value.hint == "start a new one: aws-session renew"
    assert walk.roles == []


def test_a_profile_named_later_decides_what_follows_an_ended_role() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))
    walk.later(4_000)
    walk.environ["AWS_PROFILE"] = "other"
    walk.config = f"[profile other]\n{KEY}"
    borrow(walk, Exec(), "222222")

    assert walk.world.calls != []
    assert walk.roles == []
