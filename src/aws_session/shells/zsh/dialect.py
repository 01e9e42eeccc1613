"""How zsh receives a change."""

from __future__ import annotations

from aws_session.shells.posix import AnsiQuoting


class Zsh(AnsiQuoting):
    """ANSI-C strings, which no option of zsh changes."""

    name = "zsh"
    builtin = "builtin"
    test = opening = "builtin test"

    def assignment(self, name: str, quoted: str) -> str:
        # No '' in front: RC_QUOTES reads it as one quote, and no option makes words assignments.
        return f"{name}={quoted}"


DIALECT = Zsh()
