"""How ksh93, mksh and other Korn shells receive a change."""

from __future__ import annotations

from aws_session.shells.posix import AnsiQuoting


class Ksh(AnsiQuoting):
    """ANSI-C strings."""

    name = "ksh"

    # At Ctrl-\ ksh93 discards what `$(…)` printed, with status 0, and continues.
    drops_at_quit = True

    # ksh93 returns 0 if the line's first character is in IFS: a space is trimmed then, and the
    # quote after it, too. A brace would begin a brace expansion.
    opening = " 'command' test"


DIALECT = Ksh()
