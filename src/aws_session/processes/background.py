"""Work in a background thread that can be waited for together with a terminal."""

from __future__ import annotations

import os

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event
    from typing import Generic, TypeVar, cast

    T = TypeVar("T")
else:
    T = None
    Generic = {T: object}

    def cast(_, value):
        return value


_DEAF = 0.1
"""Seconds for which Ctrl-C may have to wait."""

_SLOW = 2.0
"""Seconds of silence before a person is told what the program is waiting for."""


class Job(Generic[T]):
    """Work for a separate thread. `finished` is a descriptor that is readable after its end."""

    def __init__(self, work: Callable[[], T], slow: Callable[[], None]) -> None:
        self._work = work
        self._slow = slow
        self._value: T | None = None
        self._error: BaseException | None = None
        self._begun = False
        self._done: Event | None = None
        self._ring: Callable[[], None] | None = None
        self.finished, self._mark = os.pipe()

    def begin(self) -> None:
        """Start the work, unless it was started before."""
        if not self._begun:
            self._begun = True
            # Imported late: the prompt is on the screen by now.
            import threading

            self._done = done = threading.Event()
            threading.Thread(target=self._run, args=(done,), daemon=True).start()

    @property
    def is_over(self) -> bool:
        return self._done is not None and self._done.is_set()

    def when_over(self, ring: Callable[[], None]) -> None:
        """Call a function when the thread ends; immediately, and perhaps twice, if it has ended."""
        self._ring = ring
        if self.is_over:
            ring()

    def result(self) -> T:
        """Wait for the end of the work; return or raise what it did."""
        self.begin()
        assert self._done is not None  # noqa: S101 - created when the work starts
        if not self._waits(_SLOW):
            self._slow()
            while not self._waits(_SLOW):
                continue
        if self._error is not None:
            raise self._error
        return cast("T", self._value)

    def _waits(self, seconds: float) -> bool:
        """Tell whether it ended within so many seconds."""
        assert self._done is not None  # noqa: S101 - created when the work starts
        # Windows does not interrupt a wait: Ctrl-C takes effect between two.
        parts = max(1, round(seconds / _DEAF))
        return any(self._done.wait(seconds / parts) for _ in range(parts))

    def _run(self, done: Event) -> None:
        try:
            self._value = self._work()
        except BaseException as error:  # noqa: BLE001 - carried to the thread that waits for it
            self._error = error
        done.set()
        os.write(self._mark, b".")
        if self._ring is not None:
            self._ring()
