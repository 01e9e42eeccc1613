"""All recorded cases, one module per topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import failures, looks, others, pages, sessions, terminals
from .starts import STARTS as STARTS

if TYPE_CHECKING:
    from ..case import Case

_TOPICS = (sessions, failures, pages, looks, others, terminals)


def every() -> tuple[Case, ...]:
    """Return every case, by topic."""
    return tuple(case for topic in _TOPICS for case in topic.cases())
