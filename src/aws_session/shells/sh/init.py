"""How a POSIX shell loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, LOGIN, SOURCE, Loading

LOADING = Loading(
    "sh",
    EVAL,
    LOGIN,
    files=(
        ("yash", "~/.yashrc"),
        *(("sh", LOGIN), ("dash", LOGIN), ("ash", LOGIN), ("busybox", LOGIN), ("posh", LOGIN)),
    ),
    source=SOURCE,
    then=" && ",
    rc_files=(".yashrc",),
)
