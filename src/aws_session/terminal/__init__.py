"""What a person sees and types, and what a descriptor is to the system that this runs on."""

import os
import sys

# What is read and written without anybody at the terminal needs no more of it than this.
if sys.platform == "win32":
    from aws_session.terminal.windows import descriptor_of, is_screen, write
else:
    is_screen, write = os.isatty, os.write

    def descriptor_of(number: int) -> int:
        """Return the descriptor that a shell tells by its number."""
        return number


__all__ = ("descriptor_of", "is_screen", "write")
