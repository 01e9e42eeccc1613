"""The machine's clock and the time zone of whoever reads it."""

from __future__ import annotations

import time


def now() -> float:
    return time.time()


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def local_time(moment: int) -> str:
    """Return `20:05`, or `Sun 22 Nov 08:05` on another day than today."""
    then, today = time.localtime(moment), time.localtime()
    same_day = then[:3] == today[:3]
    return time.strftime("%H:%M" if same_day else "%a %d %b %H:%M", then)
