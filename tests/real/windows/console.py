"""A console with a program, and a person who looks and types.

Under Wine it is a pseudo-terminal, on Windows it is made by pywinpty with ConPTY.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import pyte

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self

    from real.windows.machine import Windows

_PATIENCE = 60
_LOCAL_MODES, _KEYS = 3, 6
"""The indexes of the local modes and the keys in the result of tcgetattr."""

_CAPTURE = """
import subprocess, sys
with open(sys.argv[1], "wb") as file:
    sys.exit(subprocess.run(sys.argv[2:], stdout=file).returncode)
"""


class _Made(Protocol):
    """A console, made in one of the two ways. `read` returns "" when nothing more will come."""

    def read(self) -> str: ...
    def write(self, text: str) -> None: ...
    def wait(self, seconds: float) -> int:
        """Return the program's status; TimeoutError if it does not end."""

    def captured(self) -> bytes:
        """Return what the program wrote to its captured stdout."""

    def close(self) -> None: ...


class Console:
    """The screen and the keyboard."""

    def __init__(
        self,
        machine: Windows,
        argv: tuple[str, ...],
        environ: Mapping[str, str],
        cwd: Path,
        *,
        size: tuple[int, int] = (100, 40),
        captured: bool = False,
    ) -> None:
        """Start a program; if it is `captured`, its stdout is a pipe and not the console."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._made: _Made
        making = _OnPseudoTerminal if machine.wine else _OnConPty
        self._made = making(machine, argv, environ, cwd, size, captured=captured)
        self._drawn = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        """Return the text on the screen, without spaces at line ends."""
        with self._drawn:
            lines = [line.rstrip() for line in self._screen.display]
        return "\n".join(lines).rstrip("\n")

    @property
    def captured(self) -> bytes:
        return self._made.captured()

    def wait_for(self, text: str, seconds: float = _PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.text:
            if time.monotonic() > deadline or not self._reader.is_alive():
                if text in self.text:
                    return
                raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")
            time.sleep(0.02)

    def press(self, keys: str) -> None:
        """Press keys; Ctrl-C is the character 3."""
        self._made.write(keys)

    def enter(self, line: str) -> None:
        self.press(f"{line}\r")

    def wait(self, seconds: float = _PATIENCE) -> int:
        """Wait until the program has ended and all its output is on the screen."""
        try:
            status = self._made.wait(seconds)
        except TimeoutError:
            raise AssertionError(f"it goes on:\n{self.text}") from None
        self._reader.join(seconds)
        return status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._made.close()
        self._reader.join(_PATIENCE)

    def _read(self) -> None:
        while text := self._made.read():
            with self._drawn:
                self._stream.feed(text)


class _OnPseudoTerminal:
    """Wine turns the terminal of a program into a console."""

    def __init__(
        self,
        machine: Windows,
        argv: tuple[str, ...],
        environ: Mapping[str, str],
        cwd: Path,
        size: tuple[int, int],
        *,
        captured: bool,
    ) -> None:
        import codecs
        import fcntl
        import struct
        import termios

        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._screen, keys = os.openpty()
        columns, rows = size
        fcntl.ioctl(keys, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        modes = termios.tcgetattr(keys)
        # Wine gets Ctrl-C as a signal; Windows has neither a stop key nor a quit key.
        for key in (termios.VSUSP, termios.VQUIT):
            modes[_KEYS][key] = b"\0"
        termios.tcsetattr(keys, termios.TCSANOW, modes)
        self._process = subprocess.Popen(
            machine.argv(*argv),
            env=machine.environment(environ),
            cwd=cwd,
            stdin=keys,
            stdout=subprocess.PIPE if captured else keys,
            stderr=keys,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(2, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one call
        )
        os.close(keys)
        self._written: list[bytes] = []
        self._gathering = threading.Thread(target=self._gather, daemon=True)
        self._gathering.start()

    def read(self) -> str:
        while True:
            try:
                read = os.read(self._screen, 65536)
            except OSError:
                return ""
            if text := self._decoder.decode(read):
                return text
            if not read:
                return ""

    def write(self, text: str) -> None:
        import termios

        deadline = time.monotonic() + _PATIENCE
        # Wine configures the terminal at the first read; before that, it would echo the keys.
        while termios.tcgetattr(self._screen)[_LOCAL_MODES] & termios.ICANON:
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise AssertionError("nobody reads what is typed")
            time.sleep(0.02)
        os.write(self._screen, text.encode())

    def wait(self, seconds: float) -> int:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None

    def captured(self) -> bytes:
        self._gathering.join()
        return b"".join(self._written)

    def close(self) -> None:
        if self._process.poll() is None:
            # What it started has Wine's console, and ends with it.
            self._process.kill()
            self._process.wait()
        self._gathering.join()
        os.close(self._screen)

    def _gather(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as written:
                while more := os.read(written.fileno(), 65536):
                    self._written.append(more)


class _OnConPty:
    """Windows' own console, for a program without another terminal: it can run only there."""

    def __init__(
        self,
        machine: Windows,
        argv: tuple[str, ...],
        environ: Mapping[str, str],
        cwd: Path,
        size: tuple[int, int],
        *,
        captured: bool,
    ) -> None:
        from winpty import PtyProcess

        self._file = cwd / f"captured-{time.time_ns()}"
        if captured:
            argv = (sys.executable, "-c", _CAPTURE, str(self._file), *argv)
        columns, rows = size
        self._process = PtyProcess.spawn(
            list(argv),
            cwd=str(cwd),
            env=machine.environment(environ),
            dimensions=(rows, columns),
        )

    def read(self) -> str:
        try:
            return str(self._process.read(65536))
        except EOFError:
            return ""

    def write(self, text: str) -> None:
        self._process.write(text)

    def wait(self, seconds: float) -> int:
        deadline = time.monotonic() + seconds
        while self._process.isalive():
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.05)
        return int(self._process.exitstatus)

    def captured(self) -> bytes:
        return self._file.read_bytes() if self._file.exists() else b""

    def close(self) -> None:
        with suppress(OSError, EOFError):
            self._process.close(force=True)
