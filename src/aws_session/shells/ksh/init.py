"""How a Korn shell loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, SOURCE, Loading

LOADING = Loading(
    "ksh", EVAL, "~/.kshrc", source=SOURCE, then=" && ", rc_files=(".kshrc", ".mkshrc")
)
