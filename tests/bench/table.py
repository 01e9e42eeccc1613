"""The measurements in columns, with their targets."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass
class Table:
    """Rows that are printed as they come."""

    missed: list[str] = field(default_factory=list)

    def heading(self, text: str, *columns: str) -> None:
        print(f"\n{text:48}" + "".join(f"{column:>11}" for column in columns), flush=True)

    def row(self, what: str, taken: Sequence[float], *columns: str) -> None:
        """Show the median of some durations, with a comment."""
        median = statistics.median(taken) * 1000
        self._print(what, f"{median:.1f} ms", *columns)

    def held(self, what: str, taken: Sequence[float], found: str, limit: str, *, met: bool) -> None:
        """Show a figure with its limit."""
        self.row(what, taken, found, limit, self._verdict(what, met=met))

    def size(self, what: str, megabytes: int, limit: int) -> None:
        met = megabytes < limit
        self._print(what, f"{megabytes} MB", "", f"< {limit} MB", self._verdict(what, met=met))

    def _verdict(self, what: str, *, met: bool) -> str:
        if not met:
            self.missed.append(what)
        return "met" if met else "NOT MET"

    def _print(self, what: str, *columns: str) -> None:
        print(f"  {what:46}" + "".join(f"{column:>11}" for column in columns), flush=True)
