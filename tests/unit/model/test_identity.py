from __future__ import annotations

import pytest

from aws_session.model.identity import CallerIdentity


@pytest.mark.parametrize(
    ("arn", "name", "partition", "is_root"),
    [
        ("arn:aws:iam::1:user/alice", "alice", "aws", False),
        ("arn:aws-cn:iam::1:user/a/b/alice", "alice", "aws-cn", False),
        ("arn:aws-us-gov:iam::1:root", "root", "aws-us-gov", True),
        ("arn:aws:iam::1:user/root", "root", "aws", False),
    ],
)
def test_a_caller_is_who_its_arn_says(arn: str, name: str, partition: str, is_root: bool) -> None:
    caller = CallerIdentity(arn, "1")

    assert (caller.name, caller.partition, caller.is_root) == (name, partition, is_root)
