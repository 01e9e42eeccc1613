from __future__ import annotations

import botocore.loaders
import pytest

from aws_session.model import partitions

DATA = botocore.loaders.create_loader().load_data("partitions")["partitions"]
REGIONS = [
    (region, partition["id"])
    for partition in DATA
    for region in partition["regions"]
    if not region.endswith("-global")
]


@pytest.mark.parametrize(("region", "partition"), REGIONS)
def test_a_region_belongs_to_the_partition_that_botocore_says(region: str, partition: str) -> None:
    assert partitions.of_region(region).name == partition


def test_an_unknown_region_belongs_to_the_standard_partition() -> None:
    assert {partitions.of_region(region).name for region in (None, "", "xx-west-1")} == {"aws"}


@pytest.mark.parametrize(
    ("name", "region", "signin", "console"),
    [
        ("aws", "us-east-1", "signin.aws.amazon.com", "console.aws.amazon.com"),
        ("aws-cn", "cn-north-1", "signin.amazonaws.cn", "console.amazonaws.cn"),
        ("aws-us-gov", "us-gov-west-1", "signin.amazonaws-us-gov.com",
         "console.amazonaws-us-gov.com"),
    ],
)  # fmt: skip
def test_a_partition_has_its_own_region_and_addresses(
    name: str, region: str, signin: str, console: str
) -> None:
    found = partitions.named(name)

    assert found is not None
    assert (found.global_region, found.signin_host, found.console_host) == (region, signin, console)


@pytest.mark.locked
def test_every_suffix_of_botocore_is_one_of_awss_own_hosts() -> None:
    suffixes = {
        f".{partition['outputs'][kind]}"
        for partition in DATA
        for kind in ("dnsSuffix", "dualStackDnsSuffix")
    }

    assert set(partitions.HOST_SUFFIXES) == suffixes


def test_another_name_is_not_a_partition() -> None:
    assert partitions.named("aws-moon") is None
