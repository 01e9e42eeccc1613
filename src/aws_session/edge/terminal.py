"""The terminal itself, whatever stdin, stdout and stderr are connected to."""

from __future__ import annotations

import os

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from aws_session.edge.jobs import Job

_TTY = "/dev/tty"


def is_there() -> bool:
    try:
        os.close(os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def is_in_front() -> bool:
    """Tell whether this process may read from the terminal: from behind, reading stops it."""
    if not hasattr(os, "tcgetpgrp"):
        return is_there()
    try:
        found = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(found) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(found)


def writing() -> TextIO:
    """Return the terminal as a stream to write to."""
    return open(_TTY, "w", encoding="utf-8", errors="replace")


def show(text: str) -> None:
    terminal = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        os.write(terminal, text.encode("utf-8", "replace"))
    finally:
        os.close(terminal)


def ask(
    question: str,
    meanwhile: Job[object] | None = None,
    get_ready: Callable[[], object] = lambda: None,
) -> str:
    """Return a typed line without its end.

    `meanwhile` begins when the question is on the screen; its error, if it comes first, ends the
    question. `get_ready` is called before the first key is read. Raises SessionError where the
    terminal is closed instead of answered.
    """
    terminal = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        os.write(terminal, question.encode("utf-8", "replace"))
        if meanwhile is not None:
            meanwhile.begin()
        _get_ready(terminal, get_ready)
        return _line(terminal, meanwhile)
    finally:
        os.close(terminal)


def _line(terminal: int, meanwhile: Job[object] | None) -> str:
    # Imported late: the question is on the screen by now.
    import select

    typed = b""
    watched = [terminal] if meanwhile is None else [terminal, meanwhile.finished]
    while not typed.endswith((b"\n", b"\r")):
        ready, _, _ = select.select(watched, [], [])
        if meanwhile is not None and meanwhile.finished in ready:
            _raise_its_error(terminal, meanwhile)
            watched.remove(meanwhile.finished)
        if terminal in ready:
            more = os.read(terminal, 1024)
            if not more:
                os.write(terminal, b"\n")
                raise SessionError("nothing was typed", hint="type the command again")
            typed += more
    return typed.decode("utf-8", "replace").rstrip("\r\n")


def _get_ready(terminal: int, get_ready: Callable[[], object]) -> None:
    try:
        get_ready()
    except Exception:
        _give_up(terminal)
        raise


def _raise_its_error(terminal: int, meanwhile: Job[object]) -> None:
    try:
        meanwhile.result()
    except BaseException:
        _give_up(terminal)
        raise


def _give_up(terminal: int) -> None:
    import termios

    # What was typed so far must not become the shell's next command.
    termios.tcflush(terminal, termios.TCIFLUSH)
    os.write(terminal, b"\n")
