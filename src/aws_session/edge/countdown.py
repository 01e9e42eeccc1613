"""Waiting in front of a person."""

from __future__ import annotations

import sys
import time

from aws_session import durations


def wait(until: float, text: str) -> None:
    """Sleep until a Unix time, showing on stderr how long that still is."""
    shown = sys.stderr is not None and sys.stderr.isatty()
    if not shown:
        from aws_session.edge.machine import tell

        tell(f"{text} {durations.spoken(round(until - time.time()))}")
    while (left := until - time.time()) > 0:
        if shown:
            sys.stderr.write(f"\r\x1b[Kaws-session: {text} {durations.spoken(round(left))}")
            sys.stderr.flush()
        time.sleep(min(left, 1))
    if shown:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
