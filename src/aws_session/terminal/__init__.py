"""What a person sees and types, and what a descriptor is to the system that this runs on."""

import os
import sys
import time

# What is read and written without anybody at the terminal needs no more of it than this.
if sys.platform == "win32":
    from aws_session.terminal.windows import descriptor_of, is_screen, use_one_encoding, write
    from aws_session.terminal.windows_clock import clock
else:
    is_screen, write, clock = os.isatty, os.write, time.localtime

    def descriptor_of(number: int) -> int:
        """Return the descriptor that a shell tells by its number."""
        return number

    def use_one_encoding(stream: object) -> None:
        """Leave a stream as it is: the locale decides for all of them."""


__all__ = ("clock", "descriptor_of", "is_screen", "use_one_encoding", "write")
