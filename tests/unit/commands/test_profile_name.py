from __future__ import annotations

import pytest

from aws_session.commands.process import profile_name
from aws_session.config.profiles import Profiles
from aws_session.environment import StackEntry, digest

PROD, DEV = "210987654321", "333333333333"


def name(principal: str | None, account: str | None = PROD) -> str:
    level = StackEntry("pose", "ASIA1", 0, 0, account, principal, None, "profile:default")
    return profile_name.of_session(level)


def role(who: str, account: str = PROD) -> str:
    return f"arn:aws:sts::{account}:assumed-role/{who}"


def user(who: str) -> str:
    return f"arn:aws:iam::{PROD}:user/{who}"


@pytest.mark.parametrize(
    ("principal", "called"),
    [
        (role("Admin/alice"), f"aws-session-{PROD}-role-Admin"),
        (user("alice"), f"aws-session-{PROD}-user-alice"),
        (user("team/eu/alice"), f"aws-session-{PROD}-user-alice"),
        (f"arn:aws:iam::{PROD}:root", f"aws-session-{PROD}-root"),
        (None, f"aws-session-{PROD}-ASIA1"),
        (role("R+D/alice"), f"aws-session-{PROD}-role-R-D-{digest(f'{PROD}-role-R+D')}"),
    ],
)
def test_a_profile_is_called_by_account_and_role(principal: str | None, called: str) -> None:
    assert name(principal) == called


def test_no_two_identities_share_a_name() -> None:
    principals = [
        *(role(f"{who}/alice") for who in ("Admin", "R+D", "R,D", "R-D", "R@D", "user-alice")),
        *(user(who) for who in ("Admin", "alice", "role-Admin", "alice@corp", "alice-corp")),
    ]
    named = [*map(name, principals), name(role("Admin/alice", DEV), DEV)]

    assert len(set(named)) == len(named)


def test_a_name_that_the_files_have_is_not_taken() -> None:
    taken = Profiles(dict.fromkeys(("a", "a+")), "", "")  # type: ignore[arg-type]

    assert profile_name.unused("a", taken) == "a++"
    assert profile_name.unused("b", taken) == "b"
