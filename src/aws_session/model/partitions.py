"""AWS's partitions and regions, the hosts of their services, and their sign-in."""

from __future__ import annotations

from aws_session.model import Record

# Written by tests/regenerate.py: do not edit.
# fmt: off
# In the order of Partition's fields.
PARTITIONS = (
    ("aws", "", "us-east-1", "amazonaws.com", "api.aws", "signin.aws.amazon.com"),
    ("aws-cn", "cn-", "cn-north-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "signin.amazonaws.cn"),
    ("aws-eusc", "eusc-", "eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu", "signin.amazonaws-eusc.eu"),
    ("aws-iso", "us-iso-", "us-iso-east-1", "c2s.ic.gov", "api.aws.ic.gov", "signin.c2shome.ic.gov"),
    ("aws-iso-b", "us-isob-", "us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud", "signin.sc2shome.sgov.gov"),
    ("aws-iso-e", "eu-isoe-", "eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", "signin.csphome.adc-e.uk"),
    ("aws-iso-f", "us-isof-", "us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov", "signin.csphome.hci.ic.gov"),
    ("aws-us-gov", "us-gov-", "us-gov-west-1", "amazonaws.com", "api.aws", "signin.amazonaws-us-gov.com"),
)

REGIONS = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "cn-north-1",
    "cn-northwest-1",
    "eusc-de-east-1",
    "us-gov-east-1",
    "us-gov-west-1",
)
# fmt: on


class Partition(Record):
    """A partition. Regions that begin with `region_prefix` belong to it.

    `global_region` is that of IAM: enabled in every account. Suffixes have no leading dot.
    """

    name: str
    region_prefix: str
    global_region: str
    dns_suffix: str
    dual_stack_suffix: str
    signin_host: str

    @property
    def console_host(self) -> str:
        return f"console.{self.signin_host.removeprefix('signin.')}"


_STANDARD, *_OTHERS = PARTITIONS
HOST_SUFFIXES = tuple(
    f".{suffix}"
    for _, _, _, dns_suffix, dual_stack_suffix, _ in PARTITIONS
    for suffix in (dns_suffix, dual_stack_suffix)
)
"""The suffixes of AWS's own host names."""


def of_region(region: str | None) -> Partition:
    """Return the partition of a region: the standard one if no other matches its name."""
    found = (row for row in _OTHERS if (region or "").startswith(row[1]))
    return Partition(*next(found, _STANDARD))


def named(name: str) -> Partition | None:
    return next((Partition(*row) for row in PARTITIONS if row[0] == name), None)
