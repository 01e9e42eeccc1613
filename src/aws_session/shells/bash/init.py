"""How bash loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, Loading

LOADING = Loading(
    "bash", EVAL, "~/.bashrc", rc_files=(".bashrc", ".bash_profile", ".bash_aliases", ".bash_login")
)
