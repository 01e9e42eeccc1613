"""How tcsh loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "tcsh",
    "eval `aws-session init tcsh`",
    "~/.tcshrc",
    function="source $aws_session_scripts:q/aws-session.csh -",
    rc_files=(".tcshrc", ".cshrc"),
)
