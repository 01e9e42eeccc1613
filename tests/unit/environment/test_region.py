from __future__ import annotations

import subprocess
import sys

import botocore.loaders
import pytest

from aws_session.commands.back import Back
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.region import Region
from aws_session.config import sdk_regions
from aws_session.errors import UsageError
from aws_session.model import regions
from aws_session.model.identity import CallerIdentity
from memory import KEYS, NEWER_REGIONS
from walk import Walk

PROD = "210987654321"


def test_both_variables_change_and_nothing_else_without_a_question() -> None:
    walk = Walk.in_session({**KEYS, "AWS_REGION": "a-1"})
    before = {name: v for name, v in walk.environ.items() if "REGION" not in name}
    walk.go(Region(name="b-1"), terminal=False)

    assert walk.world.calls == []
    assert walk.region == ("b-1", "b-1")
    assert {n: walk.environ[n] for n in before if n != "AWS_SESSION_STATE"} == {
        n: v for n, v in before.items() if n != "AWS_SESSION_STATE"
    }


@pytest.mark.parametrize("before", [{}, {"AWS_REGION": "a-1"}, {"AWS_DEFAULT_REGION": ""}])
def test_end_restores_the_regions(before: dict[str, str]) -> None:
    started = {"PATH": "/bin", **KEYS, **before}
    walk = Walk(started)
    walk.go(Region(name="b-1"))
    walk.go(Region(name="c-1"))
    alone = walk.region
    walk.go(End())
    restored = walk.environ
    walk.go(Mfa(), "111111")
    walk.go(Region(name="b-1"))
    walk.go(End())

    assert alone == ("c-1", "c-1")
    assert restored == started
    assert walk.environ == started


def test_back_returns_to_the_region_of_the_session_below() -> None:
    walk = Walk.in_session({**KEYS, "AWS_REGION": "a-1"})
    walk.go(Pose(target=PROD))
    walk.go(Region(name="b-1"))
    walk.go(Back())
    below = walk.region
    walk.go(Region(name="c-1"))
    walk.go(Pose(target=PROD, region="d-1"))
    walk.go(Back())

    assert below == ("a-1", "a-1")
    assert walk.region == ("c-1", "c-1")


def test_a_region_chosen_before_the_session_holds_in_it() -> None:
    walk = Walk({**KEYS, "AWS_REGION": "a-1"})
    walk.go(Region(name="b-1"))
    walk.go(Mfa(), "111111")
    in_session = walk.region
    walk.go(End())

    assert in_session == ("b-1", "b-1")
    assert walk.region == ("a-1", None)


def test_a_session_whose_keys_were_removed_is_left_alone() -> None:
    walk = Walk.in_session()
    walk.environ["AWS_ACCESS_KEY_ID"] = "ASIASOMEBODYS"
    walk.go(Region(name="b-1"))

    assert walk.region == ("b-1", "b-1")
    assert walk.environ["AWS_ACCESS_KEY_ID"] == "ASIASOMEBODYS"


@pytest.mark.parametrize("name", ["Mars", "eu west", "-x", "x/y", "é-1", "", "x" * 64])
def test_what_is_not_a_region_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        Region(name=name)


def test_a_region_is_needed() -> None:
    with pytest.raises(UsageError, match="needs a name"):
        Region()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "eu-wset-1",
            "eu-wset-1 is not a known region; did you mean eu-west-1?",
        ),
        ("xx-new-9", "xx-new-9 is not a known region"),
        ("ca-south-1", "ca-south-1 is not a known region"),
        ("mx-west-1", "mx-west-1 is not a known region"),
        ("xx-west-1", "xx-west-1 is not a known region"),
        ("na-east-1", "na-east-1 is not a known region"),
        ("e-west-1", "e-west-1 is not a known region; did you mean eu-west-1?"),
        ("euu-west-1", "euu-west-1 is not a known region; did you mean eu-west-1?"),
        ("us-goverment-west-1", "us-goverment-west-1 is not a known region"),
        (
            "ue-west-2",
            "ue-west-2 is not a known region; did you mean eu-west-2?",
        ),
        (
            "ap-nrotheast-1",
            "ap-nrotheast-1 is not a known region; did you mean ap-northeast-1?",
        ),
    ],
)
def test_an_unknown_region_is_accepted_with_a_warning(name: str, said: str) -> None:
    walk = Walk.in_session(KEYS)
    walk.go(Region(name=name))

    assert walk.region == (name, name)
    assert walk.outcome.notices == (said, f"region {name}")


@pytest.mark.parametrize("name", ["US-EAST-1", "us-east-1a", "us_east_1", "us-east"])
def test_a_region_that_is_written_otherwise_is_recognized(name: str) -> None:
    assert regions.doubt(name) == f"{name} is not a known region; did you mean us-east-1?"


@pytest.mark.parametrize("name", ["ap-southeast-7", "sa-west-1", "me-west-1", *NEWER_REGIONS])
def test_a_known_region_is_not_doubted(name: str) -> None:
    walk = Walk.in_session(KEYS)
    walk.go(Region(name=name))

    assert walk.outcome.notices == (f"region {name}",)


def test_every_region_of_the_sdk_is_known_without_importing_it() -> None:
    partitions = botocore.loaders.create_loader().load_data("partitions")["partitions"]
    names = [name for partition in partitions for name in partition["regions"]]

    assert [name for name in names if not sdk_regions.knows(name)] == []
    assert not sdk_regions.knows("eu-west-9")
    program = "from aws_session.config import sdk_regions; import sys; "
    program += "print(sdk_regions.knows('us-isof-east-1'), 'botocore' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "True False\n"


@pytest.mark.parametrize(
    ("own", "name", "there"),
    [
        ("aws-cn", "us-east-1", "aws"),
        ("aws-us-gov", "eu-west-1", "aws"),
        ("aws", "cn-north-1", "aws-cn"),
        ("aws", "us-gov-east-1", "aws-us-gov"),
        ("aws-cn", "us-gov-west-1", "aws-us-gov"),
    ],
)
def test_a_region_of_another_partition_than_the_sessions_is_reported(
    own: str, name: str, there: str
) -> None:
    walk = Walk(KEYS)
    caller = CallerIdentity(f"arn:{own}:iam::111122223333:user/alice", "111122223333")
    walk.go(Mfa(), "111111", callers=[caller] * 3)
    walk.go(Region(name=name))

    assert walk.region == (name, name)
    why = f"because it belongs to partition {own}, not {there}"
    assert walk.outcome.notices == (f"region {name}: this session does not work there, {why}",)


@pytest.mark.parametrize(
    ("own", "name"),
    [("aws-cn", "cn-northwest-1"), ("aws-us-gov", "us-gov-east-1"), ("aws", "xx-new-9")],
)
def test_a_region_of_the_sessions_partition_is_accepted(own: str, name: str) -> None:
    walk = Walk(KEYS)
    caller = CallerIdentity(f"arn:{own}:iam::111122223333:user/alice", "111122223333")
    walk.go(Mfa(), "111111", callers=[caller] * 3)
    walk.go(Region(name=name))

    assert not any("partition" in line for line in walk.outcome.notices)


@pytest.mark.parametrize("own", ["aws", "aws-cn", "aws-us-gov"])
def test_an_unknown_region_gets_one_warning_in_every_partition(own: str) -> None:
    walk = Walk(KEYS)
    caller = CallerIdentity(f"arn:{own}:iam::111122223333:user/alice", "111122223333")
    walk.go(Mfa(), "111111", callers=[caller] * 3)
    walk.go(Region(name="xx-new-9"))

    assert walk.region == ("xx-new-9", "xx-new-9")
    assert walk.outcome.notices == (
        "xx-new-9 is not a known region",
        "region xx-new-9",
    )
