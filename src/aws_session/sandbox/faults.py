"""Faults on demand: what goes wrong with the next call of an action."""

import fnmatch
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from aws_session.sandbox.errors import AwsError


@dataclass(frozen=True)
class Refused:
    """Answered with an error; processed=True does the work first, so that a code is used."""

    code: str
    message: str
    status: int = 400
    processed: bool = False

    def error(self) -> AwsError:
        return AwsError(self.code, self.message, self.status)


def throttled() -> Refused:
    return Refused("Throttling", "Rate exceeded", 400)


def internal_failure(*, processed: bool = False) -> Refused:
    message = "We encountered an internal error. Please try again."
    return Refused("InternalFailure", message, 500, processed)


@dataclass(frozen=True)
class Slow:
    """Processed at once, answered after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Dropped:
    """The connection ends without an answer, after the work or (processed=False) before it."""

    processed: bool = False


@dataclass(frozen=True)
class Truncated:
    """Processed, but the connection ends in the middle of the answer."""


Fault = Refused | Slow | Dropped | Truncated


@dataclass
class _Rule:
    action: str
    fault: Fault
    left: int | None


@dataclass
class Faults:
    """Rules in the order in which they were added; the first that matches is used first."""

    _rules: list[_Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, action: str, fault: Fault, *, times: int | None = 1) -> None:
        """Affect the next calls of an action (`GetSessionToken`, `List*`, `*`); None: all calls."""
        with self._lock:
            self._rules.append(_Rule(action, fault, times))

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def take(self, action: str) -> Fault | None:
        with self._lock:
            rule = self._first(lambda rule: fnmatch.fnmatchcase(action, rule.action))
            if rule is None:
                return None
            if rule.left is not None:
                rule.left -= 1
                self._rules = [r for r in self._rules if r.left != 0]
            return rule.fault

    def _first(self, fits: Callable[[_Rule], bool]) -> _Rule | None:
        return next((rule for rule in self._rules if fits(rule)), None)
