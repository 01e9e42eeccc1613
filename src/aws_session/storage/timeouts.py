"""How long the system's secret store may take to answer."""

from __future__ import annotations

_SECONDS = 5.0
_QUICK_SECONDS = 1.0
"""For a terminal that is just opening."""


def seconds(*, quickly: bool) -> float:
    return _QUICK_SECONDS if quickly else _SECONDS
