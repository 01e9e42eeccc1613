"""The signals that end this process, and the one that stops it: Ctrl-Z."""

# Only what Python has already loaded, not even `__future__`: PYTHONPATH still comes first here.
# `signal` wraps this in enums, which costs a prompt 5 ms.
import _signal as signal  # type: ignore[import-not-found] # signal's own core has no stubs
import sys

INTERRUPTED = 130
_LEFT = (
    # These do not end a process; SIGKILL and SIGSTOP cannot be caught.
    *("SIGKILL", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGCONT"),
    *("SIGCHLD", "SIGURG", "SIGWINCH", "SIGINFO"),
    # Python code cannot continue after a fault: it would occur again, endlessly.
    *("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE"),
    # Python ignores these, and the write fails instead.
    *("SIGPIPE", "SIGXFSZ"),
    # Outside Linux it ends nothing.
    *(() if sys.platform == "linux" else ("SIGIO",)),
)
"""Signals that are not a request to end this process."""

# Ctrl-Break is a Ctrl-C on Windows that no program can read as a key.
_INTERRUPTS = {signal.SIGINT, getattr(signal, "SIGBREAK", signal.SIGINT)}


class StopSignal(BaseException):
    """Any signal that ends a process: the run ends with a failure line and the signal's status."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


def catch_signals() -> None:
    for number in _ending():
        # A signal that the caller ignores, as nohup does, stays ignored.
        if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
            signal.signal(number, _raise)
    sys.unraisablehook = _raise_again


def _ending() -> set[int]:
    """Return the signals that end a process unless it catches them, and that can be caught."""
    ending: set[int] = signal.valid_signals()
    return ending.difference(getattr(signal, name, None) for name in _LEFT)


def _raise(number: int, _: object) -> None:
    # A second signal must not interrupt the cleanup after this one.
    ignore_signals()
    raise KeyboardInterrupt if number in _INTERRUPTS else StopSignal(number)


def _raise_again(ignored: "sys.UnraisableHookArgs") -> None:
    """Stop a moment later if a signal arrived in a callback whose exceptions Python ignores."""
    if not issubclass(ignored.exc_type, KeyboardInterrupt | StopSignal):
        # Python reports a signal that arrived together with another, which already ends this run.
        if not str(ignored.exc_value).endswith("ignored due to race condition"):
            sys.__unraisablehook__(ignored)
        return
    stop = ignored.exc_value or KeyboardInterrupt()

    def later(*_: object) -> None:
        raise stop

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, later)
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        return
    # Windows has no alarm: another thread sends the signal.
    import _thread
    import time

    def ring() -> None:
        time.sleep(0.01)
        _thread.interrupt_main()

    signal.signal(signal.SIGINT, later)
    _thread.start_new_thread(ring, ())


def ignore_signals() -> None:
    """Ignore signals: the result is decided, and must not be cut off in the middle."""
    for number in _ending():
        signal.signal(number, signal.SIG_IGN)


def die_by(number: int) -> None:
    """End this process by a signal, as the caller expects of an interrupted program.

    Where it does not end the process, the caller of this exits with the status instead.
    """
    import os

    from aws_session.core_dumps import CORE_DUMPS

    CORE_DUMPS.turn_off()
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


class _Stops:
    """Whether Ctrl-Z stops this process: in `$(…)`, it would leave the terminal dead for good."""

    def __init__(self) -> None:
        self._are_ignored = False

    def ignore(self) -> None:
        if hasattr(signal, "SIGTSTP") and signal.getsignal(signal.SIGTSTP) != signal.SIG_IGN:
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)
            self._are_ignored = True

    def bring_back(self) -> None:
        """Let a program that is started now be stopped, if this one could be at first."""
        if self._are_ignored:
            # A handler, which stops nothing, and the program gets the default.
            signal.signal(signal.SIGTSTP, lambda *_: None)

    def take_away(self) -> None:
        """Return to the state before `bring_back`."""
        if self._are_ignored:
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)


STOPS = _Stops()
