"""The known word that is closest to a mistyped one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_ERRORS = 2
_LEAST_LETTERS = 3
"""How many letters of a shortened word must be there."""

_REGION_PARTS = 3
"""An area, a direction and a number."""


def meant(word: str, known: Iterable[str]) -> str | None:
    """Return the known word in lower case that was meant: in capitals, shortened or mistyped."""
    word, known = word.lower(), tuple(known)
    if word in known:
        return word
    longer = [name for name in known if name.startswith(word)]
    shortened = len(longer) == 1 and len(word.lstrip("-")) >= _LEAST_LETTERS
    return longer[0] if shortened else closest(word, known)


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the most similar known word; None if more than two letters, or half, differ.

    If several are equally similar, the first in order.
    """
    return next(iter(close(word, known)), None)


def close(word: str, known: Iterable[str]) -> list[str]:
    """Return the similar known words, the most similar first; none if that much differs."""
    if len(word) < 2:  # noqa: PLR2004 - one letter is similar to everything
        return []
    errors = min(_MOST_ERRORS, max((len(word) - 1) // 2, 1))
    # difflib alone would compare ten thousand names.
    near = [name for name in known if abs(len(name) - len(word)) <= errors]
    if not near:
        return []
    # Imported late: only mistyped words need it.
    from difflib import SequenceMatcher, get_close_matches

    found = get_close_matches(word, near, n=len(near), cutoff=(len(word) - errors) / len(word))
    # It puts the last one first if several are equally similar.
    found.reverse()
    return sorted(found, key=lambda name: -SequenceMatcher(None, name, word).ratio())


def region_written_as(region: str, known: tuple[str, ...]) -> str | None:
    """Return the region that was meant by other letters, separators, or an availability zone."""
    written = region.strip().lower().replace("_", "-").replace(" ", "-")
    zone = written[:-1] if written[-1:].isalpha() else written
    return next((name for name in (written, zone) if name in known), None)


def closest_region(region: str, known: tuple[str, ...]) -> str | None:
    """Return the region that was meant: where a part of the name is right, one with that part.

    sa-west-1 may be newer than the list; it is never ca-west-1, which is somewhere else.
    """
    near = [name.rsplit("-", 2) for name in known]
    parts = region.rsplit("-", 2)
    if len(parts) != _REGION_PARTS:
        return closest(region, known)
    right = [part for place, part in enumerate(parts) if part in {name[place] for name in near}]
    if len(right) == _REGION_PARTS:
        return None
    if parts[0] not in right:
        near = [name for name in near if _is_slip(parts[0], name[0])]
    for place, part in enumerate(parts):
        if part in right:
            near = [name for name in near if name[place] == part]
    return closest(region, ["-".join(name) for name in near])


def _is_slip(area: str, known: str) -> bool:
    """Tell whether an area's name has swapped letters, or one too many or too few.

    Another letter in a name of two means another part of the world.
    """
    longer, shorter = sorted((area, known), key=len, reverse=True)
    if len(longer) == len(shorter):
        return sorted(area) == sorted(known)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
