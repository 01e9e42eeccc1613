"""How elvish loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "elv",
    "if (has-external aws-session) { eval (aws-session init elvish | slurp) }",
    "$runtime:rc-path",
    source="eval &ns=(ns [&program=@PROGRAM@ &name=@NAME@ &options=@OPTIONS@ &folder=@FOLDER@]) "
    "(slurp < @FILE@)",
    unload="del aws-session~",
    rc_files=(".config/elvish/rc.elv",),
)
