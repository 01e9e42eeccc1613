"""Which known word a mistyped one was meant to be."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is at most two typing errors away, and less than half of it."""
    most = min(2, (len(word) - 1) // 2 + (len(word) == 2))  # noqa: PLR2004 - of two letters, one
    ranked = sorted((distance(word, candidate), candidate) for candidate in known)
    return ranked[0][1] if ranked and ranked[0][0] <= most else None


def distance(one: str, other: str) -> int:
    """Return how many letters must be added, left out, replaced, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, before, row = before, row, [at]
        for column, wanted in enumerate(other, 1):
            cost = min(
                before[column] + 1, row[column - 1] + 1, before[column - 1] + (letter != wanted)
            )
            swapped = at > 1 < column and letter == other[column - 2] and one[at - 2] == wanted
            row.append(min(cost, above[column - 2] + 1) if swapped else cost)
    return row[-1]
