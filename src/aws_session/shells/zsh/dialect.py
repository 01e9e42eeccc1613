"""How zsh receives a change."""

from __future__ import annotations

from aws_session.shells.posix import AnsiQuoting


class Zsh(AnsiQuoting):
    """ANSI-C strings, which no option of zsh changes."""

    name = "zsh"
    test = opening = "builtin test"

    def assign_plain(self, name: str, value: str) -> str:
        # No '' in front: RC_QUOTES reads it as one quote, and no option makes words assignments.
        return f"export {name}='{value}'"


DIALECT = Zsh()
