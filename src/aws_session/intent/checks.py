"""What several commands' words are held to."""

from __future__ import annotations

# A line without a duration does not wait for what reads one.


def seconds(duration: str | None) -> int | None:
    if duration is None:
        return None
    from aws_session.model import durations

    return durations.seconds(duration)


def within(duration: str, limits: tuple[int, int]) -> None:
    from aws_session.model import durations

    durations.seconds_within(duration, limits)
