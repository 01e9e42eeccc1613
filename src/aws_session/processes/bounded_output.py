"""What a program prints, up to a limit: one that prints without end would fill the memory."""

from __future__ import annotations

import os
import selectors
import subprocess
import time

MOST = 1_000_000
"""Bytes of one stream; what is read here is a code, or a key as JSON."""


class TooMuchError(Exception):
    """A program printed more than MOST on stdout, and was ended."""


def communicate(
    child: subprocess.Popen[bytes], seconds: float | None = None
) -> tuple[bytes, bytes]:
    """Return what a program prints on its pipes until it ends, as Popen.communicate does."""
    end = None if seconds is None else time.monotonic() + seconds
    output, errors = bytearray(), bytearray()
    with selectors.DefaultSelector() as pipes:
        for pipe, found in ((child.stdout, output), (child.stderr, errors)):
            if pipe is not None:
                pipes.register(pipe, selectors.EVENT_READ, found)
        while pipes.get_map():
            for key, _ in pipes.select(_left(child, end)):
                block = os.read(key.fd, 65_536)
                if not block:
                    pipes.unregister(key.fileobj)
                key.data.extend(block)
            if len(output) > MOST:
                _end(child)
                raise TooMuchError
            # Whatever a program tells beside its answer, the answer counts.
            del errors[MOST:]
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
