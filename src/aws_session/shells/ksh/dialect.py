"""How ksh93, mksh and other Korn shells are told of a change."""

from __future__ import annotations

from aws_session.shells.posix import AnsiQuoting, octal


class Ksh(AnsiQuoting):
    """ANSI-C strings."""

    name = "ksh"

    # At Ctrl-\ ksh93 forgets what `$(…)` printed, with status 0, and goes on.
    drops_at_quit = True

    # ksh93 answers 0 when the line's first character is in IFS: a space is trimmed where it is,
    # and then it takes the quote, too. A brace would begin a brace expansion.
    opening = " 'test'"

    def assign_other(self, name: str, octets: bytes) -> str:
        return f"export ''{name}=$'{octal(octets)}'"


DIALECT = Ksh()
