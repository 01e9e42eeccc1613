from __future__ import annotations

from typing import Any

import pytest

from aws_session.aws import policies
from aws_session.commands.doctor import policy_demands
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.commands.doctor.policy_demands import Session

NOW = "2026-11-21T09:00:00Z"
HOUR = 3_600
NEXT = Session(None, 0, 12 * HOUR)
BEGUN = Session(NOW, 60, 12 * HOUR)
EVERYTHING = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def judged(
    document: dict[str, Any], session: Session = NEXT, *, whole: bool = False
) -> list[Finding]:
    return policy_demands.judge((("theirs", document),), session, whole=whole)


def named(name: str) -> dict[str, Any]:
    return policies.named(name, max_age=None, before="2026-11-21T10:00:00Z").document()


@pytest.mark.parametrize(
    ("name", "level", "what"),
    [
        ("deny-long-term-keys", OK, "denies long-term keys: sessions are allowed"),
        ("allow-with-mfa", OK, "allows access only with MFA"),
        ("deny-without-mfa", OK, "denies everything without MFA"),
        ("revoke-older-sessions", OK, "no policy requires MFA or denies"),
    ],
)
def test_a_policy_that_lets_the_next_session_pass_is_described(
    name: str, level: str, what: str
) -> None:
    (found,) = judged(named(name))

    assert found.level == level
    assert what in found.what


def test_a_session_longer_than_a_code_may_be_old_is_warned_of() -> None:
    without, age = judged(named("require-mfa-age"))
    short = judged(named("require-mfa-age"), Session(None, 0, 8 * HOUR))

    assert without.level == OK
    assert (age.level, age.remedy) == (
        WARNING,
        'put mfa_age = "8h" in the settings: aws-session config',
    )
    assert [finding.level for finding in short] == [OK, OK]


def test_a_session_whose_code_is_too_old_is_a_problem() -> None:
    found = judged(named("require-mfa-age"), Session(NOW, 9 * HOUR, 12 * HOUR))

    assert found[-1].level == PROBLEM
    assert found[-1].remedy == "start a new session: aws-session"


def test_a_revoked_session_is_a_problem_and_a_later_one_is_not() -> None:
    (revoked,) = judged(named("revoke-older-sessions"), BEGUN)
    (later,) = judged(named("revoke-older-sessions"), Session("2026-11-21T11:00:00Z", 0, HOUR))

    assert revoked.level == PROBLEM
    assert "this session is revoked" in revoked.what
    assert later.level == OK


@pytest.mark.parametrize("action", ["*", "sts:*", "sts:Assume*", "STS:assumerole", ["x", "s*e"]])
def test_a_denied_role_is_warned_of(action: object) -> None:
    (found,) = judged({"Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]})

    assert found.level == WARNING
    assert "theirs denies sts:AssumeRole" in found.what


BREAK_GLASS = "arn:aws:iam::*:role/BreakGlass"


@pytest.mark.parametrize(
    "resource",
    ["*", "arn:*", "arn:aws:iam::*:role/*", "arn:*:iam::*:*", [BREAK_GLASS, "arn:*:role/*"], None],
)
def test_all_roles_are_denied_by_every_pattern_that_matches_all(resource: object) -> None:
    statement = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": resource}

    assert judged({"Statement": statement}) == [
        Finding(
            "policies",
            WARNING,
            "theirs denies sts:AssumeRole: roles will be refused",
            "ask the administrator of your policies",
        )
    ]


@pytest.mark.parametrize(
    ("resource", "named"),
    [
        (BREAK_GLASS, BREAK_GLASS),
        (["arn:aws:s3:::audit", "arn:aws:iam::1:r*"], "arn:aws:iam::1:r*"),
        ([f"arn:aws:iam::1:role/{n}*" for n in "abcde"],
         "arn:aws:iam::1:role/a*, arn:aws:iam::1:role/b*, arn:aws:iam::1:role/c* and 2 more"),
    ],
)  # fmt: skip
def test_some_denied_roles_are_named_and_not_warned_of(resource: object, named: str) -> None:
    (found,) = judged({"Statement": {"Effect": "Deny", "Action": "*", "Resource": resource}})

    assert found.level == OK
    assert found.what == f"theirs denies sts:AssumeRole on {named}: other roles are not affected"


def test_roles_that_a_denial_spares_are_named() -> None:
    denial = {"Effect": "Deny", "Action": "sts:AssumeRole", "NotResource": BREAK_GLASS}
    (found,) = judged({"Statement": denial})

    assert found.level == WARNING
    assert found.what.endswith(f" except on {BREAK_GLASS}: other roles will be refused")


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Action": "iam:*"},
        {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::audit/*"},
        {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:iam::1:user/*"},
        {"Effect": "Deny", "NotAction": ["sts:*", "iam:*"]},
        {"Effect": "Deny", "Action": "*", "Condition": {"IpAddress": {"aws:SourceIp": "1.1.1.1"}}},
        "nonsense",
        None,
    ],
)
def test_unrelated_statements_are_ignored(statement: object) -> None:
    (found,) = judged({"Statement": statement})

    assert found.level == OK


def test_a_missing_allow_for_roles_is_reported_if_all_policies_are_known() -> None:
    document = {"Statement": {"Effect": "Allow", "Action": "iam:*"}}

    assert judged(document)[0].level == OK
    assert judged(document, whole=True)[0].what.startswith("no policy allows sts:AssumeRole")
    assert judged(EVERYTHING, whole=True)[0].level == OK


def test_a_key_that_aws_found_exposed_is_a_problem_of_its_own() -> None:
    name = "AWSCompromisedKeyQuarantineV3"
    denies = {"Statement": {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}}
    found = policy_demands.judge(((name, denies), ("all", EVERYTHING)), NEXT, whole=True)

    assert found == [
        Finding(
            "policies",
            PROBLEM,
            f"{name} is attached: AWS found an exposed access key of this user and "
            "restricted the user",
            "create a new access key, delete the exposed one, check CloudTrail, then detach "
            "the policy",
        )
    ]
