"""zsh."""

from __future__ import annotations

from aws_session.dialects.posix import AnsiQuoting


class Zsh(AnsiQuoting):
    """ANSI-C strings, which no option of zsh changes."""

    name = "zsh"


DIALECT = Zsh()
