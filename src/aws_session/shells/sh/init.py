"""How a POSIX shell loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, Loading

LOADING = Loading("sh", EVAL, "~/.profile", rc_files=(".yashrc",))
