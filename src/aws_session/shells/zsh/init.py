"""How zsh loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, SOURCE, Loading

LOADING = Loading(
    "zsh",
    EVAL,
    '"${ZDOTDIR:-$HOME}/.zshrc"',
    source=SOURCE,
    then=" && ",
    unload="unset -f aws-session aws_session; unalias aws-session 2>/dev/null",
    rc_files=(".zshrc", ".zshenv", ".zprofile", ".zlogin"),
)
