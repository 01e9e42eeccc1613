"""Condition operators of policy documents."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from aws_session.sandbox.pattern import (
    Keys,
    UnresolvedVariableError,
    matches,
    matches_arn,
    substitute,
)

# Tells whether one value of the request satisfies one value of the policy.
Test = Callable[[str, str, Keys | None], bool]

_QUALIFIED = re.compile(r"(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?")


def _equal(given: str, wanted: str, keys: Keys | None) -> bool:
    return given == substitute(wanted, keys)


def _equal_in_any_case(given: str, wanted: str, keys: Keys | None) -> bool:
    return given.casefold() == substitute(wanted, keys).casefold()


def _like(given: str, wanted: str, keys: Keys | None) -> bool:
    return matches(wanted, given, keys)


def _arn(given: str, wanted: str, keys: Keys | None) -> bool:
    return matches_arn(wanted, given, keys)


def _bool(given: str, wanted: str, _keys: Keys | None) -> bool:
    return given.lower() == wanted.lower()


def _address(given: str, wanted: str, _keys: Keys | None) -> bool:
    return ipaddress.ip_address(given) in ipaddress.ip_network(wanted, strict=False)


def _seconds(text: str) -> float:
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _ordered(number: Callable[[str], float], holds: Callable[[float, float], bool]) -> Test:
    return lambda given, wanted, _keys: holds(number(given), number(wanted))


_POSITIVE: dict[str, Test] = {
    "StringEquals": _equal,
    "StringEqualsIgnoreCase": _equal_in_any_case,
    "StringLike": _like,
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "Bool": _bool,
    "IpAddress": _address,
    "BinaryEquals": _equal,
}
_NEGATED: dict[str, Test] = {
    "StringNotEquals": _equal,
    "StringNotEqualsIgnoreCase": _equal_in_any_case,
    "StringNotLike": _like,
    "ArnNotEquals": _arn,
    "ArnNotLike": _arn,
    "NotIpAddress": _address,
}
for _prefix, _number in (("Numeric", float), ("Date", _seconds)):
    _POSITIVE |= {
        f"{_prefix}Equals": _ordered(_number, lambda given, wanted: given == wanted),
        f"{_prefix}LessThan": _ordered(_number, lambda given, wanted: given < wanted),
        f"{_prefix}LessThanEquals": _ordered(_number, lambda given, wanted: given <= wanted),
        f"{_prefix}GreaterThan": _ordered(_number, lambda given, wanted: given > wanted),
        f"{_prefix}GreaterThanEquals": _ordered(_number, lambda given, wanted: given >= wanted),
    }
    _NEGATED[f"{_prefix}NotEquals"] = _POSITIVE[f"{_prefix}Equals"]


@dataclass(frozen=True)
class Operator:
    """`ForAnyValue:StringLikeIfExists`, parsed."""

    name: str
    quantifier: str | None
    if_exists: bool

    @classmethod
    def parse(cls, text: str) -> "Operator":
        """Parse a name. Raises ValueError if it is not an operator."""
        match = _QUALIFIED.fullmatch(text)
        if match is None or not _known(match[2]) or (match[2] == "Null" and match[3]):
            raise ValueError(text)
        return cls(match[2], match[1], match[3] is not None)


@dataclass(frozen=True)
class Condition:
    """One operator applied to one key."""

    operator: Operator
    key: str
    wanted: tuple[str, ...]

    def holds(self, keys: Keys, variables: Keys | None) -> bool:
        given = keys.get(self.key.lower())
        if self.operator.name == "Null":
            return str(given is None).lower() in {text.lower() for text in self.wanted}
        if given is None:
            return self._holds_without_key()
        if self.operator.quantifier == "ForAllValues":
            return all(self._fits(value, variables) for value in given)
        if self.operator.quantifier == "ForAnyValue" or not self._negated:
            return any(self._fits(value, variables) for value in given)
        return all(self._fits(value, variables) for value in given)

    @property
    def _negated(self) -> bool:
        return self.operator.name in _NEGATED

    def _holds_without_key(self) -> bool:
        if self.operator.if_exists or self.operator.quantifier == "ForAllValues":
            return True
        return self._negated and self.operator.quantifier is None

    def _fits(self, given: str, variables: Keys | None) -> bool:
        if self._negated:
            return not any(self._one_fits(given, wanted, variables) for wanted in self.wanted)
        return any(self._one_fits(given, wanted, variables) for wanted in self.wanted)

    def _one_fits(self, given: str, wanted: str, variables: Keys | None) -> bool:
        test = (_NEGATED if self._negated else _POSITIVE)[self.operator.name]
        try:
            return test(given, wanted, variables)
        except (ValueError, UnresolvedVariableError):
            return False


def is_value(operator: Operator, value: str) -> bool:
    """Tell whether a policy may use this value with an operator; variables are filled in later."""
    readable = next((read for begin, read in _VALUES if operator.name.startswith(begin)), None)
    if readable is None or "${" in value:
        return True
    try:
        readable(value)
    except ValueError:
        return False
    return True


def _truth(text: str) -> None:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)


_VALUES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("Bool", _truth),
    ("Null", _truth),
    ("Numeric", float),
    ("Date", _seconds),
    ("IpAddress", lambda text: ipaddress.ip_network(text, strict=False)),
    ("NotIpAddress", lambda text: ipaddress.ip_network(text, strict=False)),
)
"""How to parse the values of an operator, by the beginning of its name."""


def _known(name: str) -> bool:
    return name == "Null" or name in _POSITIVE or name in _NEGATED
