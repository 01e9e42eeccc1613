"""Moments as AWS and people write them."""

from __future__ import annotations

from time import gmtime, strftime

_UTC = "%Y-%m-%dT%H:%M:%SZ"


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
