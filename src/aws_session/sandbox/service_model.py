"""AWS's own descriptions of its services: operations, shapes, limits, partitions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from aws_session.sandbox.errors import validation_error

_WIDER = {"sourceIdentityType": 256}
"""Limits that AWS has raised, and that are lower in some versions of botocore."""

# `[\w+=,.@-]` is ASCII to AWS. Python has no \p classes: patterns with one are not checked.
_UNCHECKED = r"\p{"


@dataclass(frozen=True)
class Service:
    """One service; its name is also the one in the scope of signatures."""

    name: str
    model: ServiceModel

    @property
    def version(self) -> str:
        return str(self.model.metadata["apiVersion"])

    @property
    def namespace(self) -> str:
        return str(self.model.metadata["xmlNamespace"])

    @property
    def target_prefix(self) -> str:
        return str(self.model.metadata.get("targetPrefix", ""))

    def operation(self, action: str) -> OperationModel | None:
        known: list[str] = self.model.operation_names
        return self.model.operation_model(action) if action in known else None


@cache
def service(name: str) -> Service:
    return Service(name, ServiceModel(Loader().load_service_model(name, "service-2"), name))


@cache
def partition_of(region: str) -> str | None:
    """Return the partition of a region, or None if the word is not a region."""
    for partition in Loader().load_data("partitions")["partitions"]:
        if region in partition["regions"]:
            return str(partition["id"])
    return None


def check(shape: Shape | None, values: Mapping[str, Any]) -> None:
    """Raise ValidationError, in AWS's wording, for everything that exceeds the model's limits."""
    if not isinstance(shape, StructureShape):
        return
    problems = list(_structure_problems(shape, values, ""))
    if problems:
        plural = "s" if len(problems) > 1 else ""
        raise validation_error(
            f"{len(problems)} validation error{plural} detected: {'; '.join(problems)}"
        )


def _structure_problems(
    shape: StructureShape, values: Mapping[str, Any], prefix: str
) -> Iterator[str]:
    for name, member in shape.members.items():
        path = f"{prefix}{name[0].lower()}{name[1:]}"
        if name in values:
            yield from _problems(member, values[name], path)
        elif name in shape.required_members:
            yield _problem("null", path, "Member must not be null", quoted=False)


def _problems(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        yield from _structure_problems(shape, value, f"{path}.")
    elif isinstance(shape, ListShape):
        yield from _length_problems(shape, value, path)
        for number, item in enumerate(value, 1):
            yield from _problems(shape.member, item, f"{path}.{number}.member")
    elif isinstance(shape, MapShape):
        return
    elif shape.type_name in ("integer", "long"):
        yield from _range_problems(shape, value, path)
    elif shape.type_name == "string":
        yield from _length_problems(shape, value, path)
        yield from _pattern_problems(shape, value, path)


def _range_problems(shape: Shape, value: int, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and value < least:
        yield _problem(value, path, f"Member must have value greater than or equal to {least}")
    if most is not None and value > most:
        yield _problem(value, path, f"Member must have value less than or equal to {most}")


def _length_problems(shape: Shape, value: Any, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None:
        most = max(most, _WIDER.get(shape.name, 0))
    if least is not None and len(value) < least:
        yield _problem(value, path, f"Member must have length greater than or equal to {least}")
    if most is not None and len(value) > most:
        yield _problem(value, path, f"Member must have length less than or equal to {most}")


def _pattern_problems(shape: Shape, value: str, path: str) -> Iterator[str]:
    pattern = shape.metadata.get("pattern")
    allowed = shape.metadata.get("enum")
    if pattern and _UNCHECKED not in pattern and not _pattern(pattern).fullmatch(value):
        yield _problem(value, path, f"Member must satisfy regular expression pattern: {pattern}")
    if allowed and value not in allowed:
        yield _problem(value, path, f"Member must satisfy enum value set: [{', '.join(allowed)}]")


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    # \u10000 means U+10000 to AWS and U+1000 followed by 0 to Python.
    widened = pattern.replace(r"\u10000-\u10FFFF", r"\U00010000-\U0010FFFF")
    return re.compile(widened, re.ASCII)


def _problem(value: Any, path: str, constraint: str, *, quoted: bool = True) -> str:
    shown = f"'{value}'" if quoted else value
    return f"Value {shown} at '{path}' failed to satisfy constraint: {constraint}"
