"""The end of an event loop from outside: a signal, or a bug in a callback."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class Ending:
    """An end that its task does not decide.

    An error raised in the middle of the loop's own work would be lost; so the task is cancelled,
    which restores the terminal, and the error is raised when the loop has ended.
    """

    def __init__(self) -> None:
        self.task: asyncio.Task[Any] | None = None
        self._error: BaseException | None = None
        self._cancelled = False

    @contextmanager
    def of_signals(self) -> Iterator[None]:
        """Let signals end the list first, and then do what they would have done."""
        handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
        caught = {number: old for number, old in handlers.items() if callable(old)}
        arrived: list[int] = []

        def note(number: int, _: FrameType | None) -> None:
            arrived.append(number)
            self._cancel()

        for number in caught:
            signal.signal(number, note)
        try:
            yield
        finally:
            for caught_one, handler in caught.items():
                signal.signal(caught_one, handler)
            for first in arrived[:1]:
                signal.raise_signal(first)

    def of_callback(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Keep a callback's error; a person does not need to see the loop's other messages."""
        del loop
        if self._error is None and isinstance(context.get("exception"), BaseException):
            self._error = context["exception"]
            self._cancel()

    def validate(self) -> None:
        if self._cancelled:
            raise asyncio.CancelledError

    def raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _cancel(self) -> None:
        self._cancelled = True
        if self.task is not None and not self.task.get_loop().is_closed():
            self.task.get_loop().call_soon_threadsafe(self.task.cancel)
