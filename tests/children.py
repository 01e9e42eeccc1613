"""The processes that tests start: what they inherit, and that none outlives the run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

try:
    from pexpect import spawn
except ImportError:  # Windows has none.
    spawn = None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MARK = "STARTED_BY_TEST"
"""The variable that tells the run and the test of each process that a test starts."""

_PATIENCE = 5
"""How many seconds a process has to end after the last test."""

_PROCESSES = Path("/proc")
_PYTHONS_OWN = {each for each in signal.Signals if each.name in {"SIGPIPE", "SIGXFSZ", "SIGXFZ"}}
"""The signals that Python ignores."""


def _clock() -> dict[str, str]:
    """Return the variables that set the time: the zone, and the date of `tests/run --at`."""
    fake = "FAKETIME" in os.environ
    return {
        name: value
        for name, value in os.environ.items()
        if name == "TZ" or (fake and ("FAKE" in name or name == "LD_PRELOAD"))
    }


_inherited = _clock()


def environment(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with everything that a test's child needs in addition."""
    return {**_inherited, **wanted}


def _given_an_environment(start: Callable[..., None], **more: Any) -> Callable[..., None]:
    @wraps(start)
    def started(*words: Any, **named: Any) -> None:
        if named.get("env") is not None:
            named["env"] = environment(named["env"])
        start(*words, **{**more, **named})

    return started


def _take_signals_as_usual() -> None:
    """Start programs with the default signals, however this process was started.

    Ignored signals stay ignored across exec, handled ones do not: here they are handled without
    effect.
    """
    for number in _ignored() - _PYTHONS_OWN:
        signal.signal(number, _survive)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _survive(number: int, frame: object) -> None:
    """Continue, as if the signal were ignored."""


def _stop_ignoring() -> None:
    for number in _ignored():
        signal.signal(number, signal.SIG_DFL)


def _ignored() -> set[int]:
    return {each for each in signal.valid_signals() if signal.getsignal(each) is signal.SIG_IGN}


class Restored(NamedTuple):
    """A process that is still there after the run."""

    pid: int
    command: str
    test: str

    def __str__(self) -> str:
        return f"{self.pid} {self.command!r}, started by {self.test}"


def left_by(run: str) -> Iterator[Restored]:
    """Find the processes that the tests of a run left behind; only Linux can tell."""
    mark = f"{MARK}={run} ".encode()
    for folder in _PROCESSES.glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
            words = (folder / "cmdline").read_bytes()
        except OSError:  # It has ended, or belongs to another user.
            continue
        for variable in variables:
            if variable.startswith(mark):
                command = " ".join(words.decode(errors="replace").split("\0")).strip()
                yield Restored(int(folder.name), command, variable.removeprefix(mark).decode())


class Children:
    """Tracks the processes of a run until none is left."""

    def __init__(self, config: pytest.Config) -> None:
        given = getattr(config, "workerinput", {})
        self._is_worker = bool(given)
        self._run = given.get(MARK) or f"{os.getpid()}-{time.time_ns()}"
        self._left: list[Restored] = []
        self._config = config

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[MARK] = self._run

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        if self._is_worker or not self._config.getoption("numprocesses", None):
            _take_signals_as_usual()
            self._mark("the collection")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._mark(item.nodeid)
        return (yield)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._is_worker:
            return
        deadline = time.monotonic() + _PATIENCE
        while (left := list(left_by(self._run))) and time.monotonic() < deadline:
            time.sleep(0.1)
        self._left = left
        for each in left:
            with suppress(ProcessLookupError):
                os.kill(each.pid, signal.SIGKILL)
        if left and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._left:
            terminalreporter.section("still running after the last test, now killed", red=True)
            for each in self._left:
                terminalreporter.line(str(each))

    def _mark(self, test: str) -> None:
        plain = re.sub(r"[^\w./:\[\]-]", "_", test, flags=re.ASCII)[:200]
        os.environ[MARK] = _inherited[MARK] = f"{self._run} {plain}"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Children(config))
    subprocess.Popen.__init__ = _given_an_environment(subprocess.Popen.__init__)  # type: ignore[method-assign]
    if spawn is not None:
        spawn.__init__ = _given_an_environment(spawn.__init__, preexec_fn=_stop_ignoring)
