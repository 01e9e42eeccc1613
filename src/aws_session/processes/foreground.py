"""A program that runs in the foreground, with the terminal, stdout and exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager

from aws_session.processes import replace
from aws_session.processes.program import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_GRACE = 5.0
"""Seconds that a shell has to end after it was told to."""

_TYPED = tuple(getattr(signal, n) for n in ("SIGINT", "SIGQUIT") if hasattr(signal, n))
_STOPPING = (*_TYPED, *(getattr(signal, n) for n in ("SIGTERM", "SIGHUP") if hasattr(signal, n)))

_TTY = "/dev/tty"


def run(program: Program, stdout: int) -> int:
    """Run it to its end; return its status, or the signal that ended it, negated.

    Signals typed at the terminal go to the program. Other signals that would end this process while
    it waits are passed on; a shell must end then, any other program decides for itself.
    """
    terminal = _Terminal()
    _leave_signals_to(lambda: child, terminal, ends=program.is_shell)
    child: subprocess.Popen[bytes] | None = None
    in_order = False
    try:
        with _held():
            child = _start(program, stdout)
        returned = _wait(child, terminal)
        in_order = returned >= 0
    except BaseException:
        _deaf()
        if child is not None:
            _end(child, terminal)
        raise
    finally:
        _deaf()
        terminal.take_back(modes=not in_order)
    return returned


class _Terminal:
    """The state of the terminal, if this process is in its foreground."""

    def __init__(self) -> None:
        self._descriptor: int | None = None
        self._modes: Any = None
        try:
            import termios

            found = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
            if os.tcgetpgrp(found) == os.getpgrp():
                self._descriptor, self._modes = found, termios.tcgetattr(found)
            else:
                os.close(found)
        except (ImportError, OSError):
            return

    @property
    def is_ours(self) -> bool:
        return self._descriptor is not None

    def group(self) -> int | None:
        """Return the process group in the foreground."""
        try:
            return None if self._descriptor is None else os.tcgetpgrp(self._descriptor)
        except OSError:
            return None

    def give_to(self, group: int) -> None:
        if self._descriptor is not None:
            # A process that is not in the foreground is stopped if it changes that.
            before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            try:
                os.tcsetpgrp(self._descriptor, group)
            except OSError:
                return
            finally:
                signal.signal(signal.SIGTTOU, before)

    def take_back(self, *, modes: bool) -> None:
        """Return to the foreground; `modes` also undoes what a program did to the terminal."""
        self.give_to(os.getpgrp())
        if self._descriptor is None or not modes:
            return
        import termios

        try:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._modes)
        except (OSError, termios.error):
            return


@contextmanager
def _held() -> Iterator[None]:
    """Block signals, so that none arrives while a new child is not known yet."""
    held: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: held.append(number))
        for number in {*_STOPPING, *_caught()}
        if signal.getsignal(number) != signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)


def _start(program: Program, stdout: int) -> subprocess.Popen[bytes]:
    try:
        return _popen(program.argv, program, stdout)
    except OSError as error:
        words = replace.by_sh(program, error)
        if words is None:
            raise replace.explained(program, error) from error
        return _popen(words, program, stdout)


def _popen(words: tuple[str, ...], program: Program, stdout: int) -> subprocess.Popen[bytes]:
    # glibc's posix_spawn leaves signals 32 and 33 ignored; the switch is documented.
    subprocess._USE_POSIX_SPAWN = False  # type: ignore[misc]
    # The program also gets descriptors that the caller opened; ours are closed in children.
    with replace.as_found():
        return subprocess.Popen(  # noqa: S603 - what the user named
            words, env=program.environ, stdout=stdout, close_fds=False
        )


def _wait(child: subprocess.Popen[bytes], terminal: _Terminal) -> int:
    while True:
        _, status = os.waitpid(child.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode
        group = os.getpgid(child.pid)
        if group != os.getpgrp() and terminal.is_ours:
            # A shell that was told to suspend itself: stop with it, continue with it.
            os.kill(os.getpid(), signal.SIGSTOP)
            terminal.give_to(group)
            os.killpg(group, signal.SIGCONT)


def _end(child: subprocess.Popen[bytes], terminal: _Terminal) -> None:
    """Tell a shell and whatever runs in front of it to end; kill it if it does not."""
    groups = {terminal.group(), _group(child)} - {None, os.getpgrp()}
    _tell(child, groups, signal.SIGHUP)
    deadline = time.monotonic() + _GRACE
    while child.poll() is None:
        if time.monotonic() > deadline:
            _tell(child, groups, signal.SIGKILL)
            child.wait()
        time.sleep(0.01)


def _tell(child: subprocess.Popen[bytes], groups: set[int | None], number: int) -> None:
    child.send_signal(number)
    for group in groups:
        try:
            os.killpg(group or 0, number)
            # A stopped process does not receive it.
            os.killpg(group or 0, signal.SIGCONT)
        except OSError:
            continue


def _group(child: subprocess.Popen[bytes]) -> int | None:
    try:
        return os.getpgid(child.pid)
    except OSError:
        return None


def _leave_signals_to(
    child: Callable[[], subprocess.Popen[bytes] | None], terminal: _Terminal, *, ends: bool
) -> None:
    """Let Ctrl-C and similar keys end the program, which gets them from the terminal, but not us.

    Signals from other processes, such as SIGTERM, are for the program, which may handle them; with
    `ends`, those that request an end are for us.
    """

    def pass_on(number: int, _: object) -> None:
        running = child()
        if not terminal.is_ours and running is not None:
            running.send_signal(number)

    def hand_on(number: int, frame: Any) -> None:
        running = child()
        if running is None:
            others[number](number, frame)
        else:
            running.send_signal(number)

    for number in _TYPED:
        # A signal that the caller ignores stays ignored; a handler becomes the default in the
        # child.
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, pass_on)
    handed_on = _caught().difference(_STOPPING if ends else _TYPED)
    others: dict[int, Any] = {number: signal.getsignal(number) for number in handed_on}
    for number in handed_on:
        signal.signal(number, hand_on)


def _caught() -> set[signal.Signals]:
    """Return the signals that this process catches."""
    return {n for n in signal.valid_signals() if callable(signal.getsignal(n))}


def _deaf() -> None:
    """Ignore signals from here on: only quick cleanup is left."""
    for number in {*_STOPPING, *_caught()}:
        signal.signal(number, signal.SIG_IGN)
