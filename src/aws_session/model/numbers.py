"""Whole numbers in texts from outside: a few ASCII digits, within a limit."""

# `int` takes signs, blanks, underscores and the digits of every script, and raises where there are
# thousands of them; here a number is a few ASCII digits.

from __future__ import annotations

GREATEST_PORT = 65_535
LATEST = 253_402_300_799
"""The last second of the year 9999, in Unix time."""


def number(text: str, most: int) -> int | None:
    """Return the number that a text is, None for one beyond `most` and for what is no number."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    found = int(text)
    return found if found <= most else None
