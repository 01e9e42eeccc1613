"""Whether the program that started this one still waits for its output."""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found] # signal's own core has no stubs
import _thread
import os
import time

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PAUSE = 0.25
_AGAIN = 5.0
"""Seconds between two checks, and between two interrupts of the main thread."""


class CallerGoneError(SessionError):
    """The program that made the request no longer waits for this process."""

    def __init__(self) -> None:
        super().__init__("the program that asked for a session is gone", hint="start it again")


class CallingProgram:
    """The parent of this process, by its ID at the start: orphans are not always adopted by 1.

    `stdout` is the descriptor that it reads from. While it is watched, CallerGoneError is raised in
    the main thread once it has ended or closed that pipe. Signals that were ignored when the watch
    began, such as SIGHUP, stay ignored.
    """

    def __init__(self, parent: int, stdout: int) -> None:
        self._parent = parent
        self._stdout = stdout
        self._main = _thread.get_ident()
        self._before: Any = None
        self._is_watched = False
        self._is_over = False

    @property
    def is_gone(self) -> bool:
        return os.getppid() != self._parent or _is_hung_up(self._stdout)

    def watch(self) -> None:
        """Start watching, unless threads get no signals."""
        if self._before is None and hasattr(signal, "pthread_kill"):
            self._before = signal.signal(signal.SIGUSR2, self._hear)
            _thread.start_new_thread(self._look, ())
        self._is_watched = True

    def leave(self) -> None:
        """Stop watching for now: what is done from here on is not only for the caller."""
        self._is_watched = False

    def stop(self) -> None:
        self._is_over = True
        self._is_watched = False

    def check(self) -> None:
        if self.is_gone:
            raise CallerGoneError

    def _look(self) -> None:
        while not self._is_over:
            time.sleep(_PAUSE)
            if self._is_watched and self.is_gone:
                signal.pthread_kill(self._main, signal.SIGUSR2)
                time.sleep(_AGAIN)

    def _hear(self, number: int, frame: Any) -> None:
        if self._is_watched and self.is_gone:
            raise CallerGoneError
        if callable(self._before):
            # Another process sent it.
            self._before(number, frame)


def _is_hung_up(descriptor: int) -> bool:
    """Tell whether the other end of a pipe or a socket is closed; a file has none."""
    import select

    if not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(descriptor, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
