"""Foreign text without characters that control a terminal."""

from __future__ import annotations

# Marks that reorder or hide what is shown: bidi controls, zero-width, line and paragraph breaks.
_TREACHEROUS = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def sanitize(text: str) -> str:
    """Return text that can neither steer a terminal nor pretend to be something else."""
    return "".join(
        character if character.isprintable() and character not in _TREACHEROUS else "\ufffd"
        for character in text
    )
