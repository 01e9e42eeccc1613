"""How the Windows command prompt loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "cmd",
    """for /f "delims=" %i in ('aws-session init cmd') do @%i""",
    "",
    paste="LINE",
    unload="doskey aws-session=",
)
