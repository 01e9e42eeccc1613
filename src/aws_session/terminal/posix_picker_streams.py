"""Keyboard input and the screen for a list, on the terminal of a POSIX system."""

from __future__ import annotations

import asyncio
import os
import selectors
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output

if TYPE_CHECKING:
    from collections.abc import Iterator

_TTY = "/dev/tty"


class _Typed(Vt100Input):
    """The keys; those typed ahead in one list are kept for the next."""

    def typeahead_hash(self) -> str:
        return _TTY


def event_loop() -> asyncio.AbstractEventLoop:
    # The usual selector of macOS cannot watch /dev/tty.
    return asyncio.SelectorEventLoop(selectors.SelectSelector())


@contextmanager
def streams() -> Iterator[tuple[Vt100Input, Vt100_Output]]:
    """Open the input and output of a list; OSError without a terminal."""
    with open(_TTY) as keys, open(_TTY, "w") as paper:
        depth = ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None
        term = os.environ.get("TERM", "")
        yield _Typed(keys), Vt100_Output.from_pty(paper, term, default_color_depth=depth)
