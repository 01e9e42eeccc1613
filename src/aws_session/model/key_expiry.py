"""When a temporary key expires, by the settings and the variable that other tools write."""

from __future__ import annotations

from time import strptime

from aws_session.model.identifiers import LATEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PART = "expir"
"""The common part of the names: aws-mfa and awsume write `expiration`, saml2aws
`x_security_token_expires`, aws-azure-login `aws_expiration`, yawsso `aws_session_expiration`."""

_OF_SOURCE = "source"
"""The prefix of awsume's setting for the expiry of the key that assumed the role."""

_EARLIEST = 1_000_000_000
"""A Unix time in 2001: smaller numbers are durations."""

_WHOLE = len("2019-07-02 03:06:05")


def latest(settings: Iterable[tuple[str, str]]) -> tuple[str, int] | None:
    """Return the setting with the latest expiry, and that in Unix seconds.

    Each tool writes its own setting and leaves those of others behind.
    """
    moments = (
        (name, moment(text))
        for name, text in settings
        if _PART in name and not name.startswith(_OF_SOURCE)
    )
    found = [(name, ends) for name, ends in moments if ends is not None]
    return max(found, key=lambda each: each[1], default=None)


def ending(text: str, now: int) -> str:
    """Return `ended` and a session's expiry if that is past at `now` (Unix seconds), or `until`."""
    ends = moment(text)
    return f"{'until' if ends is None or ends > now else 'ended'} {text}"


def moment(text: str) -> int | None:
    """Return a time in Unix seconds; without a time zone it is in UTC, as aws-mfa writes it."""
    word = text.strip("\"' ").removesuffix(" UTC").replace("T", " ", 1)
    if word.isascii() and word.isdigit():
        # Some tools write milliseconds.
        number = int(word[:14])
        seconds = number if number <= LATEST else number // 1_000
        return seconds if seconds >= _EARLIEST else None
    day_and_time, rest = word[:_WHOLE], word[_WHOLE:].lstrip(".0123456789").strip()
    try:
        read = strptime(f"{day_and_time} {rest or 'Z'}", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None
    years = read.tm_year - 1
    # The days since the first day of the year 1, of which 719162 came before 1970.
    days = years * 365 + years // 4 - years // 100 + years // 400 + read.tm_yday - 1 - 719_162
    seconds = (days * 24 + read.tm_hour) * 3_600 + read.tm_min * 60 + read.tm_sec
    return min(seconds - (read.tm_gmtoff or 0), LATEST)
