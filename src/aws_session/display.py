"""Strangers' texts made harmless for a terminal; labels that a prompt may evaluate."""

from __future__ import annotations

from time import gmtime, strftime

_UTC = "%Y-%m-%dT%H:%M:%SZ"

# Marks that reorder or hide what is shown: bidi controls, zero-width, line and paragraph breaks.
_TREACHEROUS = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_LABEL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@/+=,-")
_LABEL_LENGTH = 64


def harmless(text: str) -> str:
    """Return text that can neither steer a terminal nor pretend to be something else."""
    return "".join(
        character if character.isprintable() and character not in _TREACHEROUS else "\ufffd"
        for character in text
    )


def label(text: str) -> str:
    """Return text that a prompt can evaluate without running anything."""
    return "".join(character if character in _LABEL else "_" for character in text)[:_LABEL_LENGTH]


def utc(moment: int) -> str:
    """Return a Unix time as `2026-11-21T09:00:00Z`, which SDKs read."""
    return strftime(_UTC, gmtime(moment))


def is_utc(text: str) -> bool:
    """Tell whether a text is a moment as `utc` writes it."""
    # Imported late: it takes longer than all else in here.
    from time import strptime

    try:
        strptime(text, _UTC)
    except ValueError:
        return False
    return True
