"""Progress and countdowns on stderr."""

from __future__ import annotations

import sys
import time

from aws_session.model import durations


def wait(until: float, text: str) -> None:
    """Sleep until a Unix time, showing on stderr how long that still is."""
    shown = sys.stderr is not None and sys.stderr.isatty()
    if not shown:
        tell(f"{text} {durations.spoken(round(until - time.time()))}")
    while (left := until - time.time()) > 0:
        if shown:
            sys.stderr.write(f"\r\x1b[Kaws-session: {text} {durations.spoken(round(left))}")
            sys.stderr.flush()
        time.sleep(min(left, 1))
    if shown:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def local_time(moment: int) -> str:
    """Return `20:05`, or `Sun 22 Nov 08:05` on another day than today, in the user's zone."""
    then, today = time.localtime(moment), time.localtime()
    same_day = then[:3] == today[:3]
    return time.strftime("%H:%M" if same_day else "%a %d %b %H:%M", then)


def note(line: str) -> None:
    """Say something that stands by itself, without the program's name before it."""
    if sys.stderr is not None:
        sys.stderr.write(f"{line}\n")


def tell(line: str, hint: str | None = None) -> None:
    """Say something to the person, and what to do next; a closed stderr is no reason to fail."""
    if sys.stderr is not None:
        line = _harmless(line)
        # A hint of ours may be of several lines.
        below = "".join(f"{_harmless(part)}\n" for part in f"  {hint}".split("\n")) if hint else ""
        if not (sys.stderr.encoding or "").lower().startswith("utf"):
            line, below = (text.replace("…", "...") for text in (line, below))
        try:
            sys.stderr.write(f"aws-session: {line}\n{below}")
            sys.stderr.flush()
        except OSError:
            return


def _harmless(text: str) -> str:
    """Return a text that steers no terminal, whatever strangers' words have come into it."""
    if text.isprintable():
        return text
    from aws_session.model.terminal_text import plain

    return plain(text)
