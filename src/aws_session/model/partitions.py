"""AWS's partitions: their regions, the hosts of their services, and where one signs in."""

from __future__ import annotations

from aws_session.model import Record
from aws_session.model._partitions import PARTITIONS


class Partition(Record):
    """A partition. Regions that begin with `region_prefix` belong to it.

    `global_region` is where IAM is: enabled in every account. Suffixes have no dot in front.
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


ALL = tuple(Partition(*row) for row in PARTITIONS)
_BY_NAME = {partition.name: partition for partition in ALL}
_STANDARD = _BY_NAME["aws"]

HOST_SUFFIXES = tuple(
    f".{suffix}"
    for partition in ALL
    for suffix in (partition.dns_suffix, partition.dual_stack_suffix)
)
"""What the names of AWS's own hosts end in."""


def of_region(region: str | None) -> Partition:
    """Return the partition of a region: the standard one where no other claims its name."""
    return next(
        (
            partition
            for partition in ALL
            if partition.region_prefix and (region or "").startswith(partition.region_prefix)
        ),
        _STANDARD,
    )


def named(name: str) -> Partition | None:
    return _BY_NAME.get(name)
