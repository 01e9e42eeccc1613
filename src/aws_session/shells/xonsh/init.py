"""How xonsh loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "xsh", "execx($(aws-session init xonsh))", "~/.xonshrc", split=False, rc_files=(".xonshrc",)
)
