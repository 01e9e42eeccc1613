"""Keyboard input and the screen for a list, on the console of Windows."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aws_session.terminal import windows_console as api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output


def event_loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


@contextmanager
def streams() -> Iterator[tuple[Input, Output]]:
    """Open the input and output of a list; OSError if there is no console."""
    # Opened as files, because prompt_toolkit uses the standard handles, which belong to the shell.
    with open("CONIN$", encoding="utf-8") as keys, open("CONOUT$", "w", encoding="utf-8") as screen:
        before = {which: api.standard(which) for which in (api.STDIN, api.STDOUT)}
        stdin = sys.stdin
        opened = {api.STDIN: api.handle(keys.fileno()), api.STDOUT: api.handle(screen.fileno())}
        for which, handle in opened.items():
            if handle is None or api.mode(handle) is None:
                raise OSError("there is no console")
            api.set_standard(which, handle)
        sys.stdin = keys
        mode = api.mode(opened[api.STDIN])
        try:
            from prompt_toolkit.input import create_input
            from prompt_toolkit.output import ColorDepth
            from prompt_toolkit.output.win32 import Win32Output  # type: ignore[attr-defined,unused-ignore] # Windows only

            typed = create_input(keys)
            try:
                depth = ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None
                # Not with escape sequences, which a console may show as characters.
                yield typed, Win32Output(screen, default_color_depth=depth)
            finally:
                typed.close()
        finally:
            sys.stdin = stdin
            if mode is not None and (console := opened[api.STDIN]) is not None:
                api.set_mode(console, mode)
            for which, handle in before.items():
                api.set_standard(which, handle)
