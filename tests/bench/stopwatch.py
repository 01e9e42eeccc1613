"""Starting, timing and talking to programs."""

from __future__ import annotations

import os
import re
import select
import signal
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PATIENCE = 20.0


@dataclass(frozen=True)
class Program:
    """A program to start: its words and its whole environment."""

    argv: tuple[str, ...]
    environ: Mapping[str, str]

    def __post_init__(self) -> None:
        assert Path(self.argv[0]).exists(), f"{self.argv[0]} is not there"


def seconds(program: Program, status: int | None = 0) -> float:
    """Return how long a program takes, without its output; `status` None accepts any."""
    return _run(program, status)[0]


def processor_seconds(program: Program, status: int | None = 0) -> float:
    """Return the processor time of a program, whatever else the machine does."""
    return _run(program, status)[1]


def _run(program: Program, status: int | None) -> tuple[float, float]:
    begun = time.perf_counter()
    actions = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    pid = os.posix_spawn(
        program.argv[0], program.argv, program.environ, file_actions=actions, setsid=True
    )
    _, ended, used = os.wait4(pid, 0)
    taken = time.perf_counter() - begun
    assert status is None or os.waitstatus_to_exitcode(ended) == status, program.argv
    return taken, used.ru_utime + used.ru_stime


def in_turn(
    programs: Mapping[str, Program],
    rounds: int,
    measure: Callable[[Program], float] = seconds,
) -> dict[str, list[float]]:
    """Time programs in rounds, so that anything that slows the machine slows all of them."""
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        for name, program in programs.items():
            found = measure(program)
            # The first round warms the caches.
            if number:
                taken[name].append(found)
    return taken


def ratio(taken: Sequence[float], against: Sequence[float]) -> float:
    """Return the median of the ratios, pair by pair."""
    return statistics.median(a / b for a, b in zip(taken, against, strict=True))


class Conversation:
    """A program on its own terminal, as in `eval $(…)`: its stdout is a pipe.

    `on_terminal` connects its stdout to the terminal instead.
    """

    def __init__(self, program: Program, *, on_terminal: bool = False) -> None:
        self._terminal, slave = os.openpty()
        self._pipe, written = os.pipe()
        name = os.ttyname(slave)
        # The first terminal that a session leader opens becomes its controlling terminal.
        actions: list[tuple[int, ...] | tuple[int, int, str, int, int]] = [
            (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0 if on_terminal else written, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ]
        # A person's terminal is there before the program.
        self._begun = time.perf_counter()
        self.pid = os.posix_spawn(
            program.argv[0],
            program.argv,
            program.environ,
            file_actions=actions,
            setsid=True,
        )
        self._slave = slave
        os.close(written)
        self.screen = ""

    def until(self, pattern: str) -> float:
        """Wait until the screen shows a text; return the seconds since the start."""
        while not re.search(pattern, self.screen):
            ready, _, _ = select.select([self._terminal], [], [], _PATIENCE)
            assert ready, f"no {pattern!r} on the screen: {self.screen!r}"
            self.screen += os.read(self._terminal, 65_536).decode("utf-8", "replace")
        return time.perf_counter() - self._begun

    def answer(self, line: str) -> float:
        """Type a line; return the seconds until the program has ended successfully."""
        begun = time.perf_counter()
        os.write(self._terminal, f"{line}\n".encode())
        status = self._wait()
        taken = time.perf_counter() - begun
        assert status == 0, self.screen
        return taken

    def memory(self) -> int:
        """Return the peak memory of the program so far, in megabytes."""
        text = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", text)
        return int(found.group(1)) // 1000 if found else 0

    def stop(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self._wait()

    def _wait(self) -> int:
        """Read to the end, as the shell that evaluates does; return the exit status."""
        living = os.pidfd_open(self.pid)
        awaited = {self._pipe, living}
        while awaited:
            ready, _, _ = select.select([self._terminal, *awaited], [], [], _PATIENCE)
            assert ready, f"it does not end: {self.screen!r}"
            if self._terminal in ready:
                self.screen += os.read(self._terminal, 65_536).decode("utf-8", "replace")
            if self._pipe in ready and not os.read(self._pipe, 65_536):
                awaited.discard(self._pipe)
            if living in ready:
                awaited.discard(living)
        _, ended = os.waitpid(self.pid, 0)
        for descriptor in (self._terminal, self._slave, self._pipe, living):
            os.close(descriptor)
        return os.waitstatus_to_exitcode(ended)
