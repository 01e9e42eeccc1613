"""What a person sees and types, and what a descriptor is on this system."""

import os
import sys
import time

# A question and what needs no person at the terminal need nothing more than this.
if sys.platform == "win32":
    from aws_session.terminal.windows import (
        descriptor_of,
        is_screen,
        is_there,
        show,
        use_one_encoding,
        write,
    )
    from aws_session.terminal.windows_clock import clock
else:
    is_screen, write, clock = os.isatty, os.write, time.localtime

    def descriptor_of(number: int) -> int:
        """Return the descriptor for the number that a shell gives."""
        return number

    def use_one_encoding(stream: object) -> None:
        """Leave a stream unchanged: the locale decides for all of them."""

    def is_there() -> bool:
        """Tell whether this process has a terminal, wherever its streams are connected."""
        try:
            os.close(_terminal())
        except OSError:
            return False
        return True

    def show(text: str) -> None:
        """Write a text to the terminal."""
        terminal = _terminal()
        try:
            os.write(terminal, text.encode("utf-8", "replace"))
        finally:
            os.close(terminal)

    def _terminal() -> int:
        return os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)


__all__ = (
    "clock",
    "descriptor_of",
    "is_screen",
    "is_there",
    "show",
    "use_one_encoding",
    "write",
)
