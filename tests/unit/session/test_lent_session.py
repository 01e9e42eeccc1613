"""A shell's own session saves a program that runs in it another code."""

from __future__ import annotations

import pytest

from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.config import NONE
from aws_session.environment import ReadySession
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials
from aws_session.session import ready_session
from aws_session.session.for_program import ProgramRequest, session_for_program
from aws_session.session.request import SESSION_LEFT_FOR_PROGRAM
from memory import KEYS, PHONE, World
from walk import Walk

PROD = "210987654321"
WORK = "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"
TWIN = WORK.replace("work", "twin")
OTHER = WORK.replace("work", "other").replace("AKIAWORK", "AKIAOTHER")
LOAN = ProgramRequest(keep=True, min_remaining=SESSION_LEFT_FOR_PROGRAM)


def lent(walk: Walk) -> ReadySession | None:
    here = read_snapshot(walk.environ, int(walk.time))
    world = World(walk.environ)
    world.files = (walk.config, "")
    return ready_session.lent(here, world.aws_files(here.original_env), NONE)


def ask(
    walk: Walk, wish: ProgramRequest, *typed: str, store: bool = False
) -> tuple[World, Credentials]:
    """Return the outside world of a program, and what it got."""
    here = read_snapshot(walk.environ, int(walk.time))
    world = World(here.original_env, *typed)
    world.time, world.files, world.store = walk.time, (walk.config, ""), walk.store
    ready = lent(walk)
    if store:
        ready = ready and ready.replace(lent=False)
    arrived = session_for_program(wish, world, ready).arrived
    assert arrived is not None
    assert arrived.credentials is not None
    return world, arrived.credentials


def why(world: World) -> list[str]:
    return [line for line in world.configured if line.startswith("an MFA code is needed")]


@pytest.mark.parametrize(
    ("environ", "config", "profile"),
    [(KEYS, "", None), ({}, WORK, "work"), ({}, WORK + TWIN, "twin")],
)
@pytest.mark.parametrize("in_role", [False, True])
def test_it_is_used_if_the_same_key_would_sign(
    environ: dict[str, str], config: str, profile: str | None, in_role: bool
) -> None:
    walk = Walk(environ, config)
    walk.go(Mfa(profile=(config and "work") or None), "111111")
    own = walk.environ["AWS_ACCESS_KEY_ID"]
    if in_role:
        walk.go(Pose(target="012345678901", role="Reader"))
    world, got = ask(walk, LOAN.replace(profile=profile))
    role, _ = ask(walk, LOAN.replace(target=PROD, role="Admin", profile=profile))

    assert (world.sent, world.calls) == ([], [])
    assert got.key_id == own
    assert [(key, call.account) for key, call in role.assumed] == [(own, PROD)]
    assert walk.store.texts == {}


def test_another_key_needs_a_code_and_the_reason_is_given() -> None:
    walk = Walk({}, WORK + OTHER)
    walk.go(Mfa(profile="work"), "111111")
    world, _ = ask(walk, LOAN.replace(profile="other"), "222222")

    assert world.sent == [(PHONE, "222222")]
    assert why(world) == [
        "an MFA code is needed: the session of this shell is not for profile 'other'"
    ]


def test_an_almost_expired_session_needs_a_code_and_the_reason_is_given() -> None:
    walk = Walk({}, WORK)
    walk.go(Mfa(profile="work", duration="1h"), "111111")
    walk.later(2_700)
    world, _ = ask(walk, LOAN.replace(profile="work"), "222222")

    assert world.sent == [(PHONE, "222222")]
    assert why(world) == [
        "an MFA code is needed: the session of this shell has 15 min left, and a tool needs 20 min"
    ]


def test_the_lack_of_a_session_is_reported() -> None:
    walk = Walk({}, WORK)
    world, _ = ask(walk, LOAN.replace(profile="work"), "222222")

    said = "an MFA code is needed: there is no session for profile 'work' with 20 min left"
    assert why(world) == [said]


def test_a_code_on_the_line_needs_no_reason() -> None:
    walk = Walk({}, WORK)
    world, _ = ask(walk, LOAN.replace(profile="work", code="222222"))

    assert why(world) == []


def test_a_session_made_with_other_files_is_not_lent() -> None:
    walk = Walk({"AWS_CONFIG_FILE": "/elsewhere"}, WORK)
    walk.go(Mfa(profile="work"), "111111")
    walk.environ["AWS_CONFIG_FILE"] = "/here"

    assert lent(walk) is None


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SESSION_STATE"])
def test_a_changed_session_is_not_lent(name: str) -> None:
    walk = Walk({}, WORK)
    walk.go(Mfa(profile="work"), "111111")
    walk.environ[name] = "ASIAOTHER"

    assert lent(walk) is None


def test_an_expired_session_or_one_without_an_mfa_session_below_is_not_lent() -> None:
    bare, over = Walk(), Walk()
    bare.go(Pose(target=PROD, role="Admin", no_back=True), "111111")
    over.go(Mfa(), "111111")
    over.later(86_400)

    assert lent(bare) is None
    assert lent(over) is None


def test_a_profile_that_is_gone_lends_nothing() -> None:
    walk = Walk({}, WORK)
    walk.go(Mfa(profile="work"), "111111")
    walk.config = ""

    assert lent(walk) is None


def test_the_session_left_by_a_refused_role_is_lent_too() -> None:
    walk = Walk({}, WORK)
    granted = Credentials("ASIABOUGHT", "s", "t", 1_795_300_000)
    with pytest.raises(SessionError) as failed:
        walk.go(
            Pose(target=PROD, role="Nope", profile="work"),
            "111111",
            answers=[granted, SessionError("refused")],
        )
    assert failed.value.change is not None
    walk.environ |= dict(failed.value.change.assign)
    world, got = ask(walk, LOAN.replace(profile="work"))
    walk.go(End())

    assert (world.calls, got) == ([], granted)
    assert lent(walk) is None


def test_exec_with_refresh_keeps_it_for_the_program_that_asks_later() -> None:
    walk = Walk({}, WORK)
    walk.go(Mfa(profile="work"), "111111")
    own = walk.environ["AWS_ACCESS_KEY_ID"]
    world, got = ask(walk, LOAN.replace(profile="work"), store=True)

    assert (world.sent, got.key_id) == ([], own)
    assert [own in text for text in walk.store.texts.values()] == [True]
