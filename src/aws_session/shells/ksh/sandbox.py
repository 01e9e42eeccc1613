"""How a Korn shell is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance
from aws_session.shells.sh.sandbox import ENV, FROM_ENV, SETUP

_ENV = ENV.replace(
    "@RESTORE@\n",
    """\
@RESTORE@
case $KSH_VERSION in
*'MIRBSD KSH'*) ENV=${ENV:-~/.mkshrc} ;;
*) ENV=${ENV:-~/.kshrc} ;;
esac
""",
)

ENTRANCE = Entrance(SETUP, files=(("env", _ENV),), borrowed=FROM_ENV)
