"""How fish loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "fish",
    "aws-session init fish | source",
    "$__fish_config_dir/config.fish",
    function="@NAME@",
    rc_files=(".config/fish/config.fish", ".config/fish/conf.d/aws-session.fish"),
)
