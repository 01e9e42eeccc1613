"""How zsh loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, SOURCE, Loading

LOADING = Loading(
    "zsh",
    EVAL,
    '"${ZDOTDIR:-$HOME}/.zshrc"',
    source=SOURCE,
    then=" && ",
    rc_files=(".zshrc", ".zshenv", ".zprofile", ".zlogin"),
)
