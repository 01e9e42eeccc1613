"""Durations as text, such as `900`, `15m`, `12h` and `1h30m`: read and written."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model import UTC, spoken

_LONGEST = 12
"""Maximum length of a duration; Python itself refuses numbers with thousands of digits."""

LONGEST = 1_000_000
"""Seconds, more than AWS ever grants."""

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def seconds(words: str) -> int:
    """Return the seconds in `words`; a bare number is in seconds."""
    text = words.strip().lower()
    if len(text) > _LONGEST:
        raise _no_duration(words)
    if text.isascii() and text.isdigit():
        return int(text)
    total = 0
    digits = ""
    units = list(_UNITS)
    for character in text:
        if character.isascii() and character.isdigit():
            digits += character
        elif digits and character in units:
            total += int(digits) * _UNITS[character]
            units = units[units.index(character) + 1 :]
            digits = ""
        else:
            break
    else:
        if total and not digits:
            return total
    raise _no_duration(words)


def seconds_within(words: str, limits: tuple[int, int]) -> int:
    """Return the seconds, refusing what AWS would refuse."""
    least, most = limits
    value = seconds(words)
    if not least <= value <= most:
        raise UsageError(
            f"a duration of {words} is not allowed here",
            hint=f"AWS accepts from {brief(least)} to {brief(most)}",
        )
    return value


def brief(amount: int) -> str:
    """Return seconds in the form of the command line: `15m`, `1h30m`."""
    parts = []
    for unit, size in _UNITS.items():
        if amount >= size and not (unit == "d" and amount % size):
            parts.append(f"{amount // size}{unit}")
            amount %= size
    return "".join(parts) or "0s"


def exact(amount: int) -> str:
    """Return seconds in words, none left out: `1 h 1 s`."""
    parts = ((amount // 3_600, "h"), (amount % 3_600 // 60, "min"), (amount % 60, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def ago(amount: int) -> str:
    """Return elapsed seconds in words: `3 days ago`, `2 h 5 min ago`."""
    days = amount // 86_400
    return f"{days} day{'s' * (days > 1)} ago" if days > 0 else f"{spoken(amount)} ago"


def _no_duration(words: str) -> UsageError:
    shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    hint = "for example: 900 (seconds), 15m, 12h, 1h30m"
    return UsageError(f"{shown!r} is not a valid duration", hint=hint)


def is_utc(text: str) -> bool:
    """Tell whether a text is a time in the form of `utc`."""
    # Imported late: it takes longer than everything else here.
    from time import strptime

    try:
        strptime(text, UTC)
    except ValueError:
        return False
    return True
