"""What a person sees and types, and what a descriptor is on this system."""

import os
import sys
import time

# What is read and written without a person at the terminal needs nothing more than this.
if sys.platform == "win32":
    from aws_session.terminal.windows import descriptor_of, is_screen, use_one_encoding, write
    from aws_session.terminal.windows_clock import clock
else:
    is_screen, write, clock = os.isatty, os.write, time.localtime

    def descriptor_of(number: int) -> int:
        """Return the descriptor for the number that a shell gives."""
        return number

    def use_one_encoding(stream: object) -> None:
        """Leave a stream unchanged: the locale decides for all of them."""


__all__ = ("clock", "descriptor_of", "is_screen", "use_one_encoding", "write")
