"""How bash loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, SOURCE, Loading

LOADING = Loading(
    "bash",
    EVAL,
    "~/.bashrc",
    source=SOURCE,
    then=" && ",
    unload="unset -f aws-session aws_session; unalias aws-session 2>/dev/null",
    rc_files=(".bashrc", ".bash_profile", ".bash_aliases", ".bash_login"),
)
