"""How a Korn shell loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, LOGIN, SOURCE, Loading

LOADING = Loading(
    "ksh",
    EVAL,
    "~/.kshrc",
    files=(
        *(("mksh", "~/.mkshrc"), ("lksh", "~/.mkshrc")),
        *(("pdksh", LOGIN), ("oksh", LOGIN), ("loksh", LOGIN)),
    ),
    source=SOURCE,
    then=" && ",
    rc_files=(".kshrc", ".mkshrc"),
)
