"""How bash loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, SOURCE, Loading

LOADING = Loading(
    "bash",
    EVAL,
    "~/.bashrc",
    source=SOURCE,
    then=" && ",
    rc_files=(".bashrc", ".bash_profile", ".bash_aliases", ".bash_login"),
)
