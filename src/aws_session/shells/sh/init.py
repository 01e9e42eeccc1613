"""How a POSIX shell loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, SOURCE, Loading

LOADING = Loading("sh", EVAL, "~/.profile", source=SOURCE, then=" && ", rc_files=(".yashrc",))
