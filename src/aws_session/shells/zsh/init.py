"""How zsh loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, Loading

LOADING = Loading(
    "zsh",
    EVAL,
    '"${ZDOTDIR:-$HOME}/.zshrc"',
    rc_files=(".zshrc", ".zshenv", ".zprofile", ".zlogin"),
)
