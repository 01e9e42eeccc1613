"""How tcsh loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "tcsh",
    "where aws-session >& /dev/null && eval `aws-session init tcsh`",
    "~/.tcshrc",
    function="source $aws_session_scripts:q/aws-session.csh -",
    source="set aws_session_program = @PROGRAM@; set aws_session_scripts = @FOLDER@; "
    "set aws_session_name = @NAME@; set aws_session_options = @OPTIONS@; source @FILE@",
    unload="unalias aws-session; unalias aws_session",
    rc_files=(".tcshrc", ".cshrc"),
)
