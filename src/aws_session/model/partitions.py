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
