"""Sessions that are revoked at AWS, seen from the shell and from AWS."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from aws_session.sandbox import Clock, Cloud, scenario
from real.journeys.place import Place, Sitting, in_front_of
from real.shells.interpreters import Interpreter
from unit.sandbox.clients import Clients, refusal

PROD = "210987654321"
NAME = "AWSRevokeOlderSessions"


def begin(place: Place, sitting: Sitting) -> Clients:
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0, sitting.notices
    return place.with_session(sitting.environ)


def cloud(place: Place) -> Cloud:
    return place.company.cloud


@pytest.mark.parametrize("fast", [0, 600], ids=["right clock", "ten minutes fast"])
def test_the_old_session_is_refused_and_the_next_one_works(
    tmp_path: Path, dash: Interpreter, fast: int
) -> None:
    behind = scenario.company(clock=Clock(time.time() - fast))
    with in_front_of(tmp_path, behind) as place:
        _revoke_and_begin_again(place, Sitting.at(place, dash))


def _revoke_and_begin_again(place: Place, sitting: Sitting) -> None:
    before = dict(sitting.environ)
    old = begin(place, sitting)
    status, said = sitting.enter("aws-session end --revoke"), sitting.notices
    cloud(place).skew += 2
    ended = dict(sitting.environ)
    new = begin(place, sitting)

    assert "revoked: AWS now refuses the old session" in said
    assert (status, ended) == (0, before)
    assert "roles assumed from it stay valid until they expire" in said
    assert "explicit deny" in refusal(old("iam").list_users).message
    assert new("iam").list_users()


def test_within_a_role_the_session_below_is_revoked(place: Place, sitting: Sitting) -> None:
    before = dict(sitting.environ)
    old = begin(place, sitting)
    sitting.enter(f"aws-session pose {PROD} Admin")
    role = place.with_session(sitting.environ)
    status = sitting.enter("aws-session end --revoke")

    assert (status, sitting.environ) == (0, before)
    assert refusal(old("iam").list_users).code == "AccessDenied"
    assert role("iam").list_users()


def test_a_shell_without_a_session_uses_a_code_to_revoke_the_sessions_of_others(
    place: Place, sitting: Sitting
) -> None:
    before = dict(sitting.environ)
    old = begin(place, sitting)
    sitting.environ = dict(before)
    status = sitting.enter(f"aws-session end --revoke --code {place.fresh_code()}")

    assert (status, sitting.environ) == (0, before)
    assert refusal(old("iam").list_users).code == "AccessDenied"


def test_a_delay_is_waited_for(place: Place, sitting: Sitting) -> None:
    begin(place, sitting)
    cloud(place).policy_delay = 2
    status = sitting.enter("aws-session end --revoke")

    assert status == 0
    assert "revoked: AWS now refuses the old session (checked after" in sitting.notices
    assert cloud(place).calls.count("PutUserPolicy") >= 3


@pytest.fixture
def allowed_but_this(place: Place) -> dict[str, Any]:
    deny = {"Effect": "Deny", "Action": "iam:PutUserPolicy", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [deny]}


def test_without_the_permission_the_policy_is_printed_and_the_session_here_ended(
    place: Place, sitting: Sitting, allowed_but_this: dict[str, Any]
) -> None:
    place.company.user.put_policy("no-policies", allowed_but_this)
    before = dict(sitting.environ)
    old = begin(place, sitting)
    status = sitting.enter("aws-session end --revoke")
    printed = next(line for line in sitting.notices.splitlines() if '{"Version"' in line)

    assert (status, sitting.environ) == (1, before)
    assert "not revoked: " in sitting.notices
    assert json.loads(printed.partition(": ")[2])["Statement"][0]["Effect"] == "Deny"
    assert old("iam").list_users()


def test_where_the_policies_are_full_it_is_printed_too(place: Place, sitting: Sitting) -> None:
    fill = {
        "Effect": "Allow",
        "Action": "iam:ListUsers",
        "Resource": f"arn:aws:iam::1:{'x' * 1900}",
    }
    place.company.user.put_policy("fill", {"Version": "2012-10-17", "Statement": [fill]})
    before = dict(sitting.environ)
    begin(place, sitting)
    status = sitting.enter("aws-session end --revoke")

    assert (status, sitting.environ) == (1, before)
    assert "no room for it" in sitting.notices
    assert NAME in sitting.notices
