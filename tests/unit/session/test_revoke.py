from __future__ import annotations

import json

import pytest

from aws_session.aws import revocation
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.config import NONE
from aws_session.errors import SessionError
from aws_session.model.identity import CallerIdentity
from memory import KEYS, START, TABLET
from walk import Walk

PROD = "210987654321"
ROOT = CallerIdentity("arn:aws:iam::111122223333:root", "111122223333")
SSO = CallerIdentity(
    "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_x/alice", "111122223333"
)
REVOKE = End(revoke=True)
AFTER = {"PATH": "/bin", **KEYS}


def puts(walk: Walk) -> list[tuple[str, ...]]:
    return [call[1:] for call in walk.world.calls if call[0] == "put_user_policy"]


def document(walk: Walk) -> str:
    return next(line for line in walk.configured if line.startswith('{"Version"'))


def test_the_same_policy_is_put_until_it_is_denied_and_then_it_is_revoked() -> None:
    walk = Walk.in_session()
    walk.go(REVOKE, terminal=False, puts=[revocation.DONE, revocation.DONE])
    first = puts(walk)[0]

    assert puts(walk) == [first] * 3
    assert first[:2] == ("alice", "AWSRevokeOlderSessions")
    assert "revoked: AWS now refuses the old session (checked after 2 s)" in walk.configured
    assert any("your long-term key is not affected" in line for line in walk.configured)
    assert not any("stays valid" in line for line in walk.configured)
    assert (walk.outcome.status, walk.environ) == (0, AFTER)


def test_it_revokes_what_was_issued_before_the_servers_next_second() -> None:
    walk = Walk.in_session()
    walk.time = START - 600
    walk.go(REVOKE)
    condition = json.loads(puts(walk)[0][2])["Statement"][0]["Condition"]

    assert condition == {"DateLessThan": {"aws:TokenIssueTime": "2026-11-21T08:51:01Z"}}


def test_it_is_given_up_after_thirty_seconds_with_a_message() -> None:
    walk = Walk.in_session()
    walk.go(REVOKE, puts=[revocation.DONE] * 60)

    assert 29 < len(puts(walk)) <= 32
    assert any("still accepted the old session after 30 s" in line for line in walk.configured)
    assert any("AWS still accepts the session until" in line for line in walk.configured)
    assert (walk.outcome.status, walk.environ) == (0, AFTER)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (revocation.FORBIDDEN, "not allowed"),
        (revocation.FULL, "no room"),
        (revocation.GONE, "does not exist"),
        (revocation.REVOKED, "a policy denies it"),
        (SessionError("the line is dead"), "the line is dead"),
    ],
)
def test_what_cannot_be_put_is_printed_and_the_session_here_is_ended_all_the_same(
    answer: object, why: str
) -> None:
    walk = Walk.in_session()
    walk.go(REVOKE, puts=[answer])

    assert len(puts(walk)) == 1
    assert any(line.startswith("not revoked: ") and why in line for line in walk.configured)
    assert json.loads(document(walk)) == json.loads(puts(walk)[0][2])
    assert any("ask an administrator to add this to your user" in line for line in walk.configured)
    assert (walk.outcome.status, walk.environ) == (1, AFTER)


@pytest.mark.parametrize("answer", [SessionError("gone"), revocation.FORBIDDEN])
def test_once_the_policy_is_written_no_later_answer_undoes_it(answer: object) -> None:
    walk = Walk.in_session()
    walk.go(REVOKE, puts=[revocation.DONE, answer])

    assert any("the policy is in place, but AWS did not say" in line for line in walk.configured)
    assert (walk.outcome.status, walk.environ) == (0, AFTER)


def test_from_a_pose_the_session_below_signs() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD))
    walk.go(REVOKE, terminal=False)

    assert len(puts(walk)) == 2
    assert walk.environ == AFTER


def test_without_a_session_a_code_is_asked_for() -> None:
    walk = Walk()
    walk.go(REVOKE, "123456")

    assert [code for _, code in walk.world.sent] == ["123456"]
    assert len(puts(walk)) == 2
    assert (walk.outcome.status, walk.environ) == (0, AFTER)


def test_the_question_names_the_device_of_the_last_code() -> None:
    walk = Walk(KEYS)
    devices = {KEYS["AWS_ACCESS_KEY_ID"]: TABLET}
    walk.go(REVOKE, "111111", last_devices=devices)

    assert walk.world.questions == [f"MFA code for {TABLET}: "]
    assert walk.world.sent == [(TABLET, "111111")]


def test_the_code_may_be_given() -> None:
    walk = Walk()
    walk.go(End(revoke=True, code="123456"), terminal=False)

    assert [code for _, code in walk.world.sent] == ["123456"]


def test_a_role_profile_is_revoked_by_the_key_that_it_comes_from() -> None:
    config = (
        "[profile work]\naws_access_key_id = A\naws_secret_access_key = s\n"
        f"[profile x]\nsource_profile = work\nrole_arn = arn:aws:iam::{PROD}:role/x\n"
    )
    walk = Walk({"AWS_PROFILE": "x"}, config)
    walk.go(REVOKE, "123456")

    assert len(puts(walk)) == 2


@pytest.mark.parametrize("late", [False, True])
def test_without_an_active_session_nothing_is_called(late: bool) -> None:
    walk = Walk()
    if late:
        walk.go(Mfa(duration="15m"), "111111")
        walk.later(900)
    else:
        walk.go(Pose(target=PROD, duration="2h"), "111111")
    walk.go(REVOKE, terminal=False)

    assert walk.world.calls == []
    assert document(walk)
    assert (walk.outcome.status, walk.environ) == (1, AFTER)


def test_passed_through_credentials_cannot_be_revoked() -> None:
    config = "[default]\nsso_session = s\n"
    walk = Walk({}, config)
    walk.go(Mfa(), callers=[SSO])
    walk.go(REVOKE, terminal=False)

    assert puts(walk) == []
    assert (walk.outcome.status, walk.environ) == (1, {"PATH": "/bin"})


def test_a_shell_without_a_key_is_shown_the_policy_to_attach() -> None:
    walk = Walk({}, "[default]\nsso_session = s\n")
    walk.go(REVOKE, terminal=False)

    assert walk.world.sent == []
    assert any("only MFA sessions can be revoked" in line for line in walk.configured)
    assert document(walk)
    assert walk.outcome.status == 1


def test_a_root_users_sessions_cannot_be_revoked() -> None:
    walk = Walk()
    walk.go(Mfa(), "111111", callers=[ROOT])
    walk.go(REVOKE, terminal=False)

    assert puts(walk) == []
    assert any("sessions of a root user cannot be revoked" in line for line in walk.configured)
    assert (walk.outcome.status, walk.environ) == (1, AFTER)


def test_a_wait_never_reaches_beyond_the_limit() -> None:
    waits = [revocation.pause_after(revocation.DONE, at) for at in (0, 29.5, 30, 31)]

    assert waits == [1.0, 0.5, None, None]
    assert revocation.pause_after(revocation.REVOKED, 0) is None


def test_the_settings_may_revoke_at_every_end() -> None:
    walk = Walk.in_session()
    walk.settings = NONE.replace(revoke_on_end=True)
    walk.go(End(), puts=[revocation.DONE])

    assert len(puts(walk)) == 2
    assert walk.environ == AFTER


def test_the_settings_revoke_nothing_without_a_session() -> None:
    walk = Walk()
    walk.settings = NONE.replace(revoke_on_end=True)
    walk.go(End(), terminal=False)

    assert walk.world.calls == []
    assert walk.outcome.status == 0


def test_settings_that_cannot_be_read_keep_no_session_in_the_shell() -> None:
    walk = Walk.in_session()
    walk.go(End(), broken_settings=SessionError("config.toml, line 3: broken"))

    assert "config.toml, line 3: broken" in walk.configured
    assert walk.environ == AFTER
    assert walk.outcome.status == 0


@pytest.mark.parametrize("fault", ["config", "token"])
def test_what_prevents_a_revocation_keeps_no_session_in_the_shell(fault: str) -> None:
    walk = Walk.in_session()
    if fault == "token":
        del walk.environ["AWS_SESSION_TOKEN"]
    walk.go(REVOKE, files=("garbage" if fault == "config" else "", ""), terminal=False)

    assert walk.environ == AFTER
    assert walk.outcome.status == 1
    assert any(line.startswith("not revoked: ") for line in walk.configured)
    assert document(walk)
