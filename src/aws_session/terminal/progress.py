"""The progress of what a person waits for, shown on stderr: a long listing, or a time."""

from __future__ import annotations

import os
import sys
import time

from aws_session.model import spoken
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from rich.progress import Progress, TaskID


class Counter:
    """A counter that appears on a terminal with its second value, and leaves nothing behind."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._values = 0
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown is not None:
            self._shown[0].stop()

    def show(self, count: int) -> None:
        self._values += 1
        # An immediate result needs no counter, and rich takes 50 ms to load.
        if self._shown is None and self._values > 1 and sys.stderr is not None:
            if sys.stderr.isatty():
                self._begin(count)
        elif self._shown is not None:
            progress, task = self._shown
            progress.update(task, completed=count)

    def _begin(self, count: int) -> None:
        from aws_session.terminal import numbered_list, system

        if numbered_list.is_wanted(os.environ) or not system.has_colours(sys.stderr, os.environ):
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn

        text = TextColumn(f"{{task.completed:,}} {self._unit}", markup=False)
        console = Console(stderr=True, legacy_windows=False)
        progress = Progress(
            # ASCII only: not every terminal has the other characters.
            SpinnerColumn("line"),
            text,
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        task = progress.add_task("", total=None, completed=count)
        # Before it starts: an interrupt in between must know what to stop.
        self._shown = progress, task
        progress.start()
        # rich hides the cursor, and ^Z would leave the shell without one.
        console.show_cursor()


def count_down(until: float, text: str) -> None:
    """Sleep until a Unix time, and show the remaining time on stderr."""
    from aws_session.terminal import numbered_list, system

    watched = sys.stderr is not None and sys.stderr.isatty()
    drawn = watched and not numbered_list.is_wanted(os.environ)
    shown = drawn and system.has_colours(sys.stderr, os.environ)
    if not shown:
        tell(f"{text} {spoken(round(until - time.time()))}")
    while (left := until - time.time()) > 0:
        if shown:
            sys.stderr.write(f"\r\x1b[Kaws-session: {text} {spoken(round(left))}")
            sys.stderr.flush()
        time.sleep(min(left, 1))
    if shown:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
