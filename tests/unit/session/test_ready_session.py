"""A code that was used before its purpose was refused: its session stays ready."""

from __future__ import annotations

from typing import Any

import pytest

from aws_session import environment as states
from aws_session.commands.back import Back
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.region import Region
from aws_session.commands.renew import Renew
from aws_session.commands.status import lines, report
from aws_session.config import NONE, ProfileSettings
from aws_session.environment import stack, state_format
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError, UsageError
from aws_session.model.account import Account
from aws_session.model.credentials import Credentials
from aws_session.model.identity import AssumedRole
from memory import PHONE, TABLET
from walk import Walk

PROD = "210987654321"
WRONG, RIGHT = Pose(target=PROD, role="Nope"), Pose(target=PROD, role="Admin")
BOUGHT = Credentials("ASIABOUGHT", "bought", "token", 1_795_300_000)
WORK = "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"
OTHER = WORK.replace("work", "other").replace("AKIAWORK", "AKIAOTHER")
CHAIN = f"""{WORK}
[profile hub]
role_arn = arn:aws:iam::321098765432:role/Hub
source_profile = work
[profile spoke]
role_arn = arn:aws:iam::{PROD}:role/Spoke
source_profile = hub
"""


def refused() -> SessionError:
    return SessionError("is not allowed to assume the role")


def refuse(walk: Walk, command: Any, *typed: str, **world: Any) -> SessionError:
    """Run a command that fails, and apply what it changes anyway."""
    answers = world.pop("answers", [BOUGHT, refused()])
    with pytest.raises(SessionError) as failed:
        walk.go(command, *typed, answers=answers, **world)
    change = failed.value.change
    if change is not None:
        assert not change.unset
        assert [name for name, _ in change.assign] == [states.VARIABLE]
        walk.environ |= dict(change.assign)
    return failed.value


def state(walk: Walk) -> states.State:
    return state_format.read(walk.environ[states.VARIABLE])


def test_the_state_alone_carries_what_the_code_of_a_refused_role_bought() -> None:
    walk = Walk()
    before = dict(walk.environ)
    refuse(walk, WRONG, "111111")
    after = dict(walk.environ)
    text = after.pop(states.VARIABLE)
    ready = state_format.read(text).ready

    assert after == before
    assert ready is not None
    assert ready.level.credentials == BOUGHT
    assert (ready.level.kind, ready.level.device) == ("mfa", PHONE)
    assert state(walk).levels == ()
    assert states.is_digest(state(walk).spent_code or "", "111111")


@pytest.mark.parametrize("code", [None, "111111", "111 111", "-"])
def test_the_corrected_line_needs_no_code_and_may_still_contain_the_old_one(
    code: str | None,
) -> None:
    walk = Walk()
    refuse(walk, WRONG.replace(code=code), "111111", stdin="111111\n")
    walk.go(RIGHT.replace(code=code), terminal=False, stdin="111111\n")

    assert walk.world.sent == []
    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]
    assert walk.labels == ["alice@111122223333", f"{PROD}/Admin"]
    assert state(walk).ready is None
    who = "alice in account 111122223333"
    until = "until <48400 s on> (13 h 24 min left)"
    assert f"{who}: the session from your last code, {until}" in walk.configured


def test_a_session_in_the_shell_counts_as_the_ready_one() -> None:
    walk = Walk()
    refuse(walk, WRONG, "111111")
    walk.go(Mfa(), terminal=False)
    walk.go(RIGHT, terminal=False)

    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]


@pytest.mark.parametrize(
    ("duration", "hints"),
    [
        ("1h", ["for a new session of 1 h, add --fresh or a code"]),
        ("13h", ["for a new session of 13 h, add --fresh or a code"]),
        (None, []),
    ],
)
def test_a_duration_shorter_than_that_of_the_ready_session_is_reported(
    duration: str | None, hints: list[str]
) -> None:
    walk = Walk()
    refuse(walk, WRONG, "111111")
    walk.go(Mfa(duration=duration), terminal=False)

    said = "--duration was not used: the session from your last code lasts longer"
    assert walk.world.sent == []
    assert walk.configured.count(said) == len(hints)
    assert walk.world.hints == hints


def test_two_wrong_roles_cost_one_code() -> None:
    walk = Walk()
    refuse(walk, WRONG, "111111")
    refuse(walk, WRONG, terminal=False, answers=[refused()])
    walk.go(RIGHT, terminal=False)

    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]


def test_end_forgets_it_and_restores_everything() -> None:
    walk = Walk()
    before = dict(walk.environ)
    refuse(walk, WRONG, "111111")
    walk.go(End())

    assert walk.environ == before
    assert walk.configured == [
        "the session from your last code was deleted",
        "AWS still accepts the session until <48400 s on> (13 h 24 min)",
    ]


def test_end_forgets_it_even_next_to_a_session() -> None:
    walk = Walk()
    before = dict(walk.environ)
    walk.go(Mfa(), "111111")
    refuse(walk, WRONG.replace(code="222222"))
    walk.go(End())

    assert walk.environ == before
    assert "the session from your last code was deleted" in walk.configured


def test_a_session_that_is_here_stays_and_goes_on_signing() -> None:
    walk = Walk.in_session()
    here = {n: v for n, v in walk.environ.items() if n != states.VARIABLE}
    refuse(walk, WRONG.replace(code="222222"))
    kept = {n: v for n, v in walk.environ.items() if n != states.VARIABLE}
    walk.go(RIGHT, terminal=False)

    assert kept == here
    assert walk.roles == [(here["AWS_ACCESS_KEY_ID"], f"{PROD}/Admin")]
    assert walk.labels == ["alice@111122223333", f"{PROD}/Admin"]


def test_back_and_region_leave_it_ready() -> None:
    walk = Walk.in_session()
    walk.go(RIGHT, terminal=False)
    refuse(walk, WRONG.replace(code="222222"))
    walk.go(Back())
    walk.go(Region(name="eu-west-1"))
    walk.go(WRONG.replace(role="Admin", code="222222"), terminal=False)

    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]


def test_a_new_code_is_for_a_new_session() -> None:
    walk = Walk()
    refuse(walk, WRONG, "111111")
    walk.go(RIGHT.replace(code="222222"), terminal=False)

    assert walk.world.sent == [(PHONE, "222222")]
    assert state(walk).ready is None


def test_fresh_uses_only_a_session_that_fresh_started() -> None:
    walk, second = Walk(), Walk()
    refuse(walk, WRONG.replace(fresh=True), "111111")
    walk.go(RIGHT.replace(fresh=True), terminal=False)
    refuse(second, WRONG, "111111")
    second.go(RIGHT.replace(fresh=True), "222222")

    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]
    assert second.world.sent == [(PHONE, "222222")]


def test_a_device_that_is_named_is_the_one_of_the_session() -> None:
    walk = Walk()
    refuse(walk, WRONG, "111111")
    other = walk.environ
    walk.go(Mfa(word=TABLET), "222222")
    assert walk.world.sent == [(TABLET, "222222")]
    walk.environ = other
    walk.go(Mfa(word="phone"), terminal=False)

    assert walk.world.sent == []


def test_another_profile_asks_for_its_own_code_and_leaves_it_ready() -> None:
    walk = Walk({}, WORK + OTHER)
    refuse(walk, WRONG.replace(profile="work"), "111111")
    walk.go(RIGHT.replace(profile="other"), "222222")
    assert walk.world.sent == [(PHONE, "222222")]
    walk.go(RIGHT.replace(profile="work"), terminal=False)

    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]


def test_a_changed_key_of_the_same_profile_asks_for_its_own_code() -> None:
    walk = Walk({}, WORK)
    refuse(walk, WRONG.replace(profile="work"), "111111")
    walk.config = WORK.replace("AKIAWORK", "AKIABOB")
    walk.go(RIGHT.replace(profile="work"), "222222")

    assert walk.world.sent == [(PHONE, "222222")]


def test_a_program_that_prints_the_key_is_not_run_for_what_is_ready() -> None:
    walk = Walk({}, "[profile pass]\ncredential_process = pass aws\n")
    refuse(walk, WRONG.replace(profile="pass"), "111111", resolved=[Credentials("AKIAPASS", "s")])
    walk.go(RIGHT.replace(profile="pass"), terminal=False)

    assert ("resolve",) not in walk.world.calls
    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]


@pytest.mark.parametrize("name", ["hub", "spoke"])
def test_a_chain_of_profiles_keeps_what_it_began_with(name: str) -> None:
    walk = Walk({}, CHAIN)
    granted = [] if name == "hub" else ["hub's"]
    calls = 1 + len(granted)
    role = Credentials("ASIAHUB", "s", "t", 1_795_300_000)
    answers = [BOUGHT, *(AssumedRole(role, "arn:aws:sts::1:assumed-role/Hub/a") for _ in granted)]
    refuse(walk, Pose(target=name), "111111", answers=[*answers, refused()])
    assert len(walk.world.assumed) == calls
    walk.go(Pose(target=name), terminal=False)

    assert walk.roles[0] == ("ASIABOUGHT", "321098765432/Hub")


def test_a_profile_whose_role_is_refused_keeps_it() -> None:
    walk = Walk({}, CHAIN)
    refuse(walk, Mfa(profile="hub"), "111111")
    walk.go(Mfa(profile="hub"), terminal=False)

    assert walk.roles == [("ASIABOUGHT", "321098765432/Hub")]


def test_an_unknown_name_costs_one_code_too() -> None:
    walk = Walk()
    known = Account(PROD, "prod")
    with pytest.raises(UsageError):
        walk.go(Pose(target="prdo", role="Admin"), "111111", pages=[[known]])
    error = refuse(
        walk, Pose(target="prdo", role="Admin"), "222222", answers=[BOUGHT], pages=[[known]]
    )
    assert error.status == 2
    walk.go(Pose(target="prod", role="Admin"), terminal=False, pages=[[known]])

    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]


def test_no_back_and_keep_work_from_it() -> None:
    walk = Walk()
    refuse(walk, WRONG.replace(no_back=True), "111111")
    walk.go(RIGHT.replace(no_back=True, keep=True), terminal=False)

    assert walk.labels == [f"{PROD}/Admin"]
    session, role = walk.store.markers.values()
    assert (session.expires, role.label) == (1_795_300_000, f"{PROD}/Admin")


def test_renew_keeps_the_session_it_started_for_a_role_that_is_now_refused() -> None:
    walk = Walk()
    walk.go(RIGHT, "111111")
    walk.later(86_400)
    later = BOUGHT.replace(expires=1_795_400_000)
    refuse(walk, Renew(), "222222", answers=[later, refused()])
    walk.go(Renew(), terminal=False)

    assert walk.roles == [("ASIABOUGHT", f"{PROD}/Admin")]


def test_a_role_that_uses_the_code_itself_leaves_nothing() -> None:
    walk = Walk()
    before = dict(walk.environ)
    refuse(walk, WRONG.replace(duration="8h"), "111111", answers=[refused()])

    assert walk.environ == before


def test_a_code_that_aws_refused_leaves_nothing() -> None:
    walk = Walk()
    before = dict(walk.environ)
    refuse(walk, WRONG.replace(code="111111"), answers=[refused()])

    assert walk.environ == before


def test_an_expired_session_is_asked_for_again() -> None:
    walk = Walk()
    refuse(walk, WRONG, "111111")
    walk.later(86_400)
    walk.go(RIGHT, "222222")

    assert walk.world.sent == [(PHONE, "222222")]
    assert state(walk).ready is None


def test_a_lowered_limit_for_the_age_of_a_code_is_respected() -> None:
    walk = Walk({}, WORK)
    walk.settings = NONE.replace(profiles={"work": ProfileSettings(mfa_age=900)})
    wrong, right = WRONG.replace(profile="work"), RIGHT.replace(profile="work")
    refuse(walk, wrong, "111111")
    walk.later(240)
    refuse(walk, wrong, terminal=False, answers=[refused()])
    walk.later(240)
    walk.go(right, "222222")

    assert walk.world.sent == [(PHONE, "222222")]


@pytest.mark.parametrize("command", [Mfa(duration="5h", profile="work"), Renew(duration="5h")])
def test_a_duration_longer_than_the_age_of_a_code_is_cut_and_that_is_said(
    command: Mfa | Renew,
) -> None:
    walk = Walk({}, WORK)
    walk.go(Mfa(profile="work"), "111111")
    walk.settings = NONE.replace(profiles={"work": ProfileSettings(mfa_age=7_200)})
    walk.go(command, "222222")

    assert [call[-1] for call in walk.world.calls if call[0] == "session_token"] == [7_200]
    assert "--duration is cut to 2 h by mfa_age in the settings" in walk.configured


def test_a_damaged_state_is_left_for_end_to_see() -> None:
    walk = Walk()
    walk.environ[states.VARIABLE] = "2,damaged"
    before = dict(walk.environ)
    refuse(walk, WRONG, "111111")

    assert walk.environ == before


def test_status_says_what_is_ready() -> None:
    walk = Walk()
    refuse(walk, WRONG, "111111")
    here = read_snapshot(walk.environ, int(walk.time))

    until = "until <1795300000> (13 h 25 min left)"
    assert lines(report(here), lambda moment: f"<{moment}>") == [
        "no session here: AKIAFAKE in the environment is a long-term key",
        f"111122223333  alice@111122223333  ready from your last code, {until}",
    ]


def test_revoke_is_signed_by_what_is_ready() -> None:
    walk = Walk()
    before = dict(walk.environ)
    refuse(walk, WRONG, "111111")
    walk.go(End(revoke=True), terminal=False)

    assert walk.world.sent == []
    assert [call[:2] for call in walk.world.calls if call[0] == "put_user_policy"]
    assert walk.environ == before


@pytest.mark.parametrize(
    "change",
    [
        lambda level: level.replace(kind="pose"),
        lambda level: level.replace(credentials=None),
        lambda level: level.replace(key_id="no key; rm"),
    ],
)
def test_a_ready_session_that_this_program_never_writes_is_damage(change: Any) -> None:
    walk = Walk()
    refuse(walk, WRONG, "111111")
    found = state(walk)
    assert found.ready is not None
    text = stack.encode(found.replace(ready=found.ready.replace(level=change(found.ready.level))))

    with pytest.raises(state_format.DamagedStateError):
        state_format.read(text)


def test_none_of_its_secrets_is_shown() -> None:
    walk = Walk()
    error = refuse(walk, WRONG, "111111")
    shown = f"{error!r} {error.bought!r} {error.change!r} {state(walk)!r}"

    assert "'bought'" not in shown
    assert "'token'" not in shown
    assert walk.environ[states.VARIABLE] not in shown
