"""How zsh is told of a change."""

from __future__ import annotations

from aws_session.shells.posix import AnsiQuoting


class Zsh(AnsiQuoting):
    """ANSI-C strings, which no option of zsh changes."""

    name = "zsh"

    def assign_plain(self, name: str, value: str) -> str:
        # A quote behind the `=`, for MAGIC_EQUAL_SUBST expands what else stands there.
        return f"export {name}='{value}'"


DIALECT = Zsh()
