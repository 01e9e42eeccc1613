"""The rows that `pose` lists before the accounts, and what choosing one does."""

from __future__ import annotations

import pytest

from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.errors import NoKeyError
from aws_session.model.account import ORGANIZATION, Account, AccountListing
from aws_session.model.account import Pose as RoleUse
from memory import START
from walk import Walk

PROD, AUDIT, DEV = "210987654321", "321098765432", "012345678901"
ORGANIZATION_OF_ALICE = AccountListing(
    (Account(PROD, "prod", sources=(ORGANIZATION,)), Account(DEV, "dev", sources=(ORGANIZATION,))),
    0,
)
KEY = "aws_access_key_id = AKIAFAKE\naws_secret_access_key = s\n"
CONFIG = f"""\
[default]
{KEY}
[profile joe]
{KEY}
region = eu-west-1
[profile audit]
role_arn = arn:aws:iam::{AUDIT}:role/team/Reader
source_profile = joe
region = eu-west-3
[profile prod-ro]
role_arn = arn:aws:iam::{PROD}:role/Read
source_profile = default
[profile empty]
output = json
"""


def in_session(config: str = CONFIG) -> Walk:
    walk = Walk({}, config)
    walk.go(Mfa(), "111111")
    return walk


def offered(walk: Walk) -> list[tuple[str, str]]:
    return [(row.name, row.used) for row in walk.world.shortcuts]


def ago(seconds: int) -> int:
    """Return a time before the third minute, in which the second command begins."""
    return START + 120 - seconds


def test_profiles_with_a_role_come_first_and_those_without_credentials_not_at_all() -> None:
    walk = in_session()
    walk.go(Pose(), listed=ORGANIZATION_OF_ALICE, picks=["prod-ro"])
    audit, prod, joe = walk.world.shortcuts

    assert (audit.name, audit.account, audit.role) == ("audit", AUDIT, "team/Reader")
    assert audit.also == ("team/Reader", "eu-west-3", "joe")
    assert (prod.name, prod.also) == ("prod-ro", ("prod", "Read", "default"))
    assert (joe.name, joe.account, joe.also) == ("joe", "", ("eu-west-1",))


def test_a_profile_for_tools_whose_credentials_come_from_us_is_not_offered() -> None:
    tool = "[profile tool]\ncredential_process = aws-session process prod Admin\n"
    other = "[profile other]\ncredential_process = pass show aws/other\n"
    walk = in_session(f"{CONFIG}{tool}{other}")
    walk.go(Pose(), listed=ORGANIZATION_OF_ALICE, picks=["prod-ro"])

    assert [row.name for row in walk.world.shortcuts] == ["audit", "prod-ro", "joe", "other"]


def test_recent_targets_come_first_under_the_names_by_which_they_were_asked_for() -> None:
    walk = in_session()
    posed = [
        RoleUse(DEV, "Admin", ago(60), "old-name"),
        RoleUse(AUDIT, "team/Reader", ago(7_200), "audit", "audit"),
        RoleUse(PROD, "Other", ago(86_400), "prod-ro", "prod-ro"),
        RoleUse(DEV, "Reader", ago(200_000), "dev", "a-profile-that-is-gone"),
    ]
    walk.go(Pose(), listed=ORGANIZATION_OF_ALICE, posed=posed, picks=["dev/Admin"])

    assert offered(walk) == [
        ("dev/Admin", "1 min ago"),
        ("audit", "2 h ago"),
        ("prod-ro/Other", "1 day ago"),
        ("dev/Reader", "2 days ago"),
        ("prod-ro", ""),
        ("joe", ""),
    ]
    assert walk.roles == [("ASIAFAKE1", f"{DEV}/Admin")]
    assert walk.labels[-1] == "dev/Admin"
    assert len(walk.world.offered) == 1


def test_a_recent_role_of_a_profile_is_assumed_as_the_profile_says() -> None:
    walk = in_session()
    posed = [RoleUse(PROD, "Other", 1, "prod-ro", "prod-ro")]
    walk.go(Pose(), listed=ORGANIZATION_OF_ALICE, posed=posed, picks=["prod-ro/Other"])

    assert walk.roles == [("ASIAFAKE1", f"{PROD}/Other")]
    assert walk.world.posed[0].profile == "prod-ro"


def test_only_five_are_recent_and_a_profile_used_before_says_when() -> None:
    walk = in_session()
    posed = [RoleUse(DEV, f"R{number}", 1) for number in range(7)]
    posed.append(RoleUse(AUDIT, "team/Reader", ago(3_600), "", "audit"))
    walk.go(Pose(), "222222", listed=ORGANIZATION_OF_ALICE, posed=posed, picks=["joe"])

    assert [name for name, _ in offered(walk)] == [
        *(f"dev/R{number}" for number in range(5)), "audit", "prod-ro", "joe",
    ]  # fmt: skip
    assert ("audit", "1 h ago") in offered(walk)


def test_the_current_role_comes_after_the_other_recent_ones() -> None:
    walk = in_session()
    walk.go(Pose(target=DEV, role="Admin"))
    posed = [RoleUse(DEV, "Admin", 3), RoleUse(PROD, "Read", 2), RoleUse(DEV, "Reader", 1)]
    walk.go(Pose(), listed=ORGANIZATION_OF_ALICE, posed=posed, picks=["prod/Read"])

    assert [(row.name, row.current) for row in walk.world.shortcuts[:3]] == [
        ("prod/Read", False),
        ("dev/Reader", False),
        ("dev/Admin", True),
    ]


def test_a_profile_with_credentials_of_its_own_can_be_chosen() -> None:
    walk = in_session()
    walk.go(Pose(), "222222", listed=ORGANIZATION_OF_ALICE, picks=["joe"])

    assert walk.levels[0].origin == "profile:joe"
    assert walk.region == ("eu-west-1", "eu-west-1")


def test_without_a_key_to_list_accounts_the_profiles_are_offered() -> None:
    walk = Walk({}, CONFIG.replace(f"[default]\n{KEY}", ""))
    walk.go(Pose(), "111111", picks=["audit"])

    assert [row.name for row in walk.world.shortcuts] == ["audit", "prod-ro", "joe"]
    assert walk.world.offered == [((), False, None)]
    assert walk.roles == [("ASIAFAKE1", f"{AUDIT}/team/Reader")]
    assert walk.region == ("eu-west-3", "eu-west-3")


def test_without_any_credentials_there_is_nothing_to_offer() -> None:
    walk = Walk({}, "[profile empty]\noutput = json\n")
    with pytest.raises(NoKeyError):
        walk.go(Pose())

    assert walk.world.shortcuts == ()
