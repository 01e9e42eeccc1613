"""How elvish loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "elv",
    "eval (aws-session init elvish | slurp)",
    "$runtime:rc-path",
    paste="use path; use runtime; mkdir -p (path:dir FILE); echo 'LINE' >> FILE",
    split=False,
    rc_files=(".config/elvish/rc.elv",),
)
