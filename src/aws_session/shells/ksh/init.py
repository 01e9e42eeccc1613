"""How a Korn shell loads the function."""

from __future__ import annotations

from aws_session.shells.init import EVAL, Loading

LOADING = Loading("ksh", EVAL, "~/.kshrc", rc_files=(".kshrc", ".mkshrc"))
