"""A command's stdout or emit descriptor, and messages on stderr."""

from __future__ import annotations

import os
import stat
import sys
import time

from aws_session.errors import SessionError
from aws_session.terminal import clock, descriptor_of, is_screen, use_one_encoding, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

EMIT_VARIABLE = "AWS_SESSION_EMIT_FD"
SHELL_VARIABLE = "AWS_SESSION_SHELL"
_GREATEST = 0x7FFF_FFFF_FFFF_FFFF
"""A handle on Windows is as wide as an address."""

PID_VARIABLE = "AWS_SESSION_SHELL_PID"
LOCALS_VARIABLE = "AWS_SESSION_LOCALS"
_MOST_OF_LINE = 1_000_000


class Output:
    """Where shell code and data are written.

    From `take` on, everything else that this process or its children write to stdout goes to
    stderr.
    """

    def __init__(self, data: int, code: int, *, has_eval_fd: bool = False) -> None:
        self._data = data
        self.code = code
        self.has_eval_fd = has_eval_fd
        """Whether a shell function reads the code, if possible from a separate descriptor."""

    @classmethod
    def take(cls, environ: dict[str, str], is_silent: Callable[[], bool]) -> Output:
        """Reserve stdout for this class.

        SessionError, without a hint, if it is closed, unless the run `is_silent`.
        """
        emit = environ.pop(EMIT_VARIABLE, None)
        try:
            data = os.dup(1)
        except OSError:
            if not is_silent():
                raise SessionError("stdout is closed") from None
            _reserve(1)
            data = os.dup(1)
        # Before stdout is replaced: an error from here must fail through it.
        code = data if emit in {None, "1"} else _descriptor(emit)
        _reserve(2)
        os.dup2(2, 1)
        use_one_encoding(sys.stderr)
        return cls(data, code, has_eval_fd=emit is not None)

    @property
    def has_only_code(self) -> bool:
        """Whether the function reads stdout itself, so that nothing else may be written there."""
        return self.has_eval_fd and self.code == self._data

    @property
    def code_is_shown(self) -> bool:
        """Whether code would appear on a screen instead of reaching a shell."""
        return is_screen(self.code)

    @property
    def code_is_stored(self) -> bool:
        """Whether code would stay in a file instead of reaching a shell."""
        status = os.fstat(self.code)
        # ksh93 reads `$(…)` from a file that has no name any more.
        return stat.S_ISREG(status.st_mode) and status.st_nlink > 0

    @property
    def data_is_shown(self) -> bool:
        return is_screen(self._data)

    @property
    def data_is_in_file(self) -> bool:
        """Whether data goes to a file, as with `>>`, instead of to a program."""
        return stat.S_ISREG(os.fstat(self._data).st_mode)

    @property
    def for_child(self) -> int:
        """The descriptor of the real stdout, for a program that runs in place of this one."""
        return self._data

    def leave_function(self) -> None:
        """Write code to stdout from now on, even if a function reads it on another descriptor."""
        self.code = self._data
        self.has_eval_fd = False

    def write_code(self, text: str) -> None:
        try:
            _write(self.code, text)
        except OSError as error:
            raise SessionError(
                f"cannot write to stdout ({error.strerror}): this shell is unchanged",
                hint=reader(code=True),
            ) from error

    def write_data(self, text: str) -> None:
        try:
            _write(self._data, text)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                _end_as_writers_do()
            raise SessionError(
                f"cannot write to stdout ({error.strerror})", hint=reader(code=False)
            ) from error

    def write_lines(self, text: str) -> None:
        """Write lines that `>>` may add to a file whose last line has no end."""
        status = os.fstat(self._data)
        is_added = stat.S_ISREG(status.st_mode) and status.st_size > 0
        self.write_data(f"\n{text}" if is_added else text)


def is_seen(stream: TextIO | None) -> bool:
    """Tell whether a person sees what is written to a stream."""
    return stream is not None and stream.isatty() and is_screen(stream.fileno())


def reader(*, code: bool) -> str:
    """Name what stdout should be, for shell code or for data."""
    if code:
        return "its output must be read, as in: eval $(aws-session)"
    return "stdout must be a terminal, a pipe, a file that can grow, or /dev/null"


_OF_PIPE = 128 + 13
"""The status of a program that is ended by SIGPIPE."""


def _end_as_writers_do() -> None:
    """End silently, as by SIGPIPE: `head` has read what it needed."""
    import signal

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.raise_signal(signal.SIGPIPE)
    # Windows has no such signal; programs there also end silently.
    os._exit(_OF_PIPE)


def _descriptor(word: str) -> int:
    """Return the emit descriptor, closed to children."""
    from aws_session.model import identifiers

    told = identifiers.number(word, _GREATEST)
    descriptor = None if told is None else _pipe(told)
    if descriptor is None:
        raise SessionError(
            f"{EMIT_VARIABLE} does not name an open pipe",
            hint=f"only the shell function sets it: unset {EMIT_VARIABLE}",
        )
    return descriptor


def _pipe(told: int) -> int | None:
    try:
        descriptor = descriptor_of(told)
        os.set_inheritable(descriptor, False)
    except (OSError, OverflowError):
        return None
    is_one = descriptor > 2 and not is_screen(descriptor)  # noqa: PLR2004 - stdin, stdout and stderr
    return descriptor if is_one else None


def _reserve(number: int) -> None:
    """Prevent a closed descriptor from being reused for the next file that is opened."""
    try:
        os.fstat(number)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_RDWR), number)


def _write(descriptor: int, text: str) -> None:
    octets = text.encode("utf-8", "surrogateescape")
    while octets:
        try:
            octets = octets[write(descriptor, octets) :]
        except BlockingIOError:
            _wait_for_reader(descriptor)


def _wait_for_reader(descriptor: int) -> None:
    """Wait until a pipe has room again that another program, such as node, made non-blocking."""
    import select

    room = select.poll()
    room.register(descriptor, select.POLLOUT)
    room.poll()


def first_line(stream: TextIO) -> str:
    """Return the first line of another program, without the mark that PowerShell may add.

    Nobody needs more of a line than its first million characters: /dev/zero never ends it.
    """
    line = stream.readline(_MOST_OF_LINE)
    # The same three bytes, as UTF-8 or as Windows-1252.
    return line.removeprefix("\ufeff").removeprefix("\xef\xbb\xbf")


def local_time(moment: int) -> str:
    """Return `20:05`, or `Sun 22 Nov 08:05` on another day, in the user's time zone."""
    then, today = clock(moment), clock()
    same_day = then[:3] == today[:3]
    return time.strftime("%H:%M" if same_day else "%a %d %b %H:%M", then)


def note(line: str) -> None:
    """Print a line without the program's name before it."""
    if sys.stderr is not None:
        sys.stderr.write(f"{line}\n")


def tell(line: str, hint: str | None = None) -> None:
    """Print a message and a hint; a closed stderr is not a failure."""
    _say("", line, hint)


def tell_error(line: str, hint: str | None = None) -> None:
    """Print why the run fails and what to do next, in the form of an error."""
    _say(_red("error: "), line, hint)


def _say(mark: str, line: str, hint: str | None) -> None:
    if sys.stderr is not None:
        line = _harmless(line)
        # Our own hints may have several lines.
        below = "".join(f"{_harmless(part)}\n" for part in f"  {hint}".split("\n")) if hint else ""
        if not (sys.stderr.encoding or "").lower().startswith("utf"):
            line, below = (text.replace("…", "...") for text in (line, below))
        try:
            sys.stderr.write(f"aws-session: {mark}{line}\n{below}")
            sys.stderr.flush()
        except OSError:
            return


def _red(mark: str) -> str:
    """Return a mark in red if the terminal has colours; NO_COLOR turns them off (no-color.org)."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return mark
    from aws_session.terminal import system

    # The old Windows console shows the sequences themselves.
    understood = system.has_colours(sys.stderr, os.environ)
    return f"\x1b[1;31m{mark.rstrip()}\x1b[0m " if understood else mark


def _harmless(text: str) -> str:
    """Return a text that cannot control a terminal, whatever foreign text it contains."""
    if text.isprintable():
        return text
    from aws_session.model.terminal_text import plain

    return plain(text)
