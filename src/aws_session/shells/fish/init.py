"""How fish loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "fish",
    "command -q aws-session; and aws-session init fish | source",
    "$__fish_config_dir/config.fish",
    function="@NAME@",
    source="set -l aws_session_program @PROGRAM@; set -l aws_session_name @NAME@; "
    "set -l aws_session_options @OPTIONS@; set -l aws_session_folder @FOLDER@; source @FILE@",
    unload="functions -e aws-session",
    rc_files=(".config/fish/config.fish", ".config/fish/conf.d/aws-session.fish"),
)
