"""Which known word a mistyped one was meant to be."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is at most two typing errors away, and less than half of it."""
    most = min(2, (len(word) - 1) // 2 + (len(word) == 2))  # noqa: PLR2004 - of two letters, one
    ranked = sorted(
        (away, candidate)
        for candidate in known
        if (away := distance(word, candidate, most)) is not None
    )
    return ranked[0][1] if ranked else None


def distance(one: str, other: str, most: int) -> int | None:
    """Return how many letters must be added, left out, replaced, or swapped with the next.

    None where it is more than `most`, which is soon found out: there may be ten thousand words.
    """
    if abs(len(one) - len(other)) > most:
        return None
    one, other = _without_beginning(*_without_beginning(one, other, 1), -1)
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
        # A swap reaches back over one row.
        if min(*before, *row) > most:
            return None
    return row[-1] if row[-1] <= most else None


def _without_beginning(one: str, other: str, step: int) -> tuple[str, str]:
    """Leave out what two words have in common at the beginning; with a step of -1, turned round."""
    one, other = one[::step], other[::step]
    pairs = zip(one, other, strict=False)
    same = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return one[same:], other[same:]
