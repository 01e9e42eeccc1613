"""The terminal of this system, chosen here and nowhere else."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from aws_session.terminal.windows import (
        ask,
        clear_line_above,
        drop_typed,
        event_loop,
        has_colours,
        has_unicode,
        is_in_front,
        moves_cursor,
        picker_streams,
        size,
        writing,
    )
else:
    from aws_session.terminal.posix import (
        ask,
        clear_line_above,
        drop_typed,
        event_loop,
        has_colours,
        has_unicode,
        is_in_front,
        moves_cursor,
        picker_streams,
        size,
        writing,
    )

__all__ = (
    "ask",
    "clear_line_above",
    "drop_typed",
    "event_loop",
    "has_colours",
    "has_unicode",
    "is_in_front",
    "moves_cursor",
    "picker_streams",
    "size",
    "writing",
)
