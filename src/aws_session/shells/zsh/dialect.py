"""How zsh is told of a change."""

from __future__ import annotations

from aws_session.shells.posix import AnsiQuoting


class Zsh(AnsiQuoting):
    """ANSI-C strings, which no option of zsh changes."""

    name = "zsh"

    def assign_plain(self, name: str, value: str) -> str:
        # RC_QUOTES takes two quotes for one that is meant, and no option makes words assignments.
        return f"export {name}='{value}'"


DIALECT = Zsh()
