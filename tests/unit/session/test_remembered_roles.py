"""Which role is remembered, and under which name."""

from __future__ import annotations

from aws_session.commands.pose import Pose
from aws_session.commands.renew import Renew
from walk import Walk

PROD = "210987654321"
CONFIG = f"""\
[profile prod-ro]
role_arn = arn:aws:iam::{PROD}:role/ReadOnly
source_profile = default
[default]
aws_access_key_id = AKIAFAKE
aws_secret_access_key = s
"""


def test_a_role_is_remembered_with_the_profile_that_was_its_target() -> None:
    walk = Walk({}, CONFIG)
    walk.go(Pose(target="prod-ro"), "111111")
    by_profile = walk.world.posed[0]
    walk.go(Renew(), posed=[by_profile])
    again = walk.world.posed[0]
    walk.go(Pose(target=PROD, role="ReadOnly"), posed=[again])
    by_account = walk.world.posed[0]
    walk.go(Renew(), posed=[by_account, again])

    assert by_profile.profile == again.profile == "prod-ro"
    assert again.at > by_profile.at
    assert by_account.profile == walk.world.posed[0].profile == ""
