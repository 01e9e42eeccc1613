"""What a program prints, up to a limit: one that prints without end would fill the memory."""

from __future__ import annotations

import os
import selectors
import subprocess
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1_000_000
"""Bytes of one stream; what is read here is a code, or a key as JSON."""


QUIET = 2.0
"""Seconds after which a program takes long."""


class TooMuchError(Exception):
    """A program printed more than MOST on stdout, and was ended."""


def communicate(
    child: subprocess.Popen[bytes],
    seconds: float | None = None,
    heard: Callable[[bytes], None] | None = None,
) -> tuple[bytes, bytes]:
    """Return what a program prints on its pipes until it ends, as Popen.communicate does.

    If it takes long, `heard` gets what it prints on stderr meanwhile: it may wait for a person.
    """
    began = time.monotonic()
    end = None if seconds is None else began + seconds
    output, errors, told = bytearray(), bytearray(), 0
    with selectors.DefaultSelector() as pipes:
        for pipe, found in ((child.stdout, output), (child.stderr, errors)):
            if pipe is not None:
                pipes.register(pipe, selectors.EVENT_READ, found)
        while pipes.get_map():
            quiet = began + QUIET - time.monotonic()
            left = _left(child, end)
            if heard is not None and quiet > 0 and (left is None or quiet < left):
                left = quiet
            for key, _ in pipes.select(left):
                block = os.read(key.fd, 65_536)
                if not block:
                    pipes.unregister(key.fileobj)
                key.data.extend(block)
            if len(output) > MOST:
                _end(child)
                raise TooMuchError
            # Whatever a program tells beside its answer, the answer counts.
            del errors[MOST:]
            takes_long = time.monotonic() - began >= QUIET
            if heard is not None and takes_long and len(errors) > told:
                heard(bytes(errors[told:]))
                told = len(errors)
    _close(child)
    child.wait(_left(child, end))
    return bytes(output), bytes(errors)


def _left(child: subprocess.Popen[bytes], end: float | None) -> float | None:
    if end is None:
        return None
    left = end - time.monotonic()
    if left <= 0:
        raise subprocess.TimeoutExpired(child.args, left)
    return left


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a program, and what it started as soon as that prints again."""
    child.kill()
    _close(child)
    child.wait()


def _close(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()
