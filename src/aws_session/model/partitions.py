"""AWS's partitions: their regions, the hosts of their services, and their sign-in."""

from __future__ import annotations

from aws_session.model import Record
from aws_session.model._partitions import PARTITIONS


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


ALL = tuple(Partition(*row) for row in PARTITIONS)
_BY_NAME = {partition.name: partition for partition in ALL}
_STANDARD = _BY_NAME["aws"]

HOST_SUFFIXES = tuple(
    f".{suffix}"
    for partition in ALL
    for suffix in (partition.dns_suffix, partition.dual_stack_suffix)
)
"""The suffixes of AWS's own host names."""


def of_region(region: str | None) -> Partition:
    """Return the partition of a region: the standard one if no other matches its name."""
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
