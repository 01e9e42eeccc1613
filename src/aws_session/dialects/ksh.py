"""ksh93, mksh and their kin."""

from __future__ import annotations

from aws_session.dialects.posix import AnsiQuoting


class Ksh(AnsiQuoting):
    """ANSI-C strings, the whole line between braces."""

    name = "ksh"

    def line(self, statements: list[str]) -> str:
        # ksh93 answers 0 when the line's first letter is in IFS.
        return f" {{ {super().line(statements).rstrip()} }}\n"


DIALECT = Ksh()
