"""The time in the cloud: the system's time plus what a test has added."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], float]


class Clock:
    """A running clock in Unix seconds that can be moved forward or back."""

    def __init__(self, start: float | None = None) -> None:
        self._offset = 0.0 if start is None else start - time.time()

    def __call__(self) -> float:
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        self._offset += seconds


def iso(at: float) -> str:
    """`2026-11-21T09:00:00Z`, as policies and XML answers write a time."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def basic(at: float) -> str:
    """`20261121T090000Z`, as signatures write a time."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y%m%dT%H%M%SZ")


def from_basic(text: str) -> float:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
