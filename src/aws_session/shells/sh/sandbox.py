"""How a POSIX shell is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance

SETUP = """\
@CHANGE@
export PATH="$AWS_SESSION_SANDBOX_FOLDER/bin:$PATH"
HISTFILE=$AWS_SESSION_SANDBOX_FOLDER/history
PS1="(aws sandbox) $PS1"
"""

# The shell that reads ENV expands its value once more.
ENV = """\
@RESTORE@
if test -n "${ENV-}"; then
  if test -r "$(eval "printf %s \\"$ENV\\"")"; then . "$(eval "printf %s \\"$ENV\\"")"; fi
fi
@TEXT@"""

FROM_ENV = (("ENV", "@FOLDER@/env"),)

_YASHRC = """\
if test -r ~/.yashrc; then . ~/.yashrc; fi
@TEXT@"""

ENTRANCE = Entrance(
    SETUP,
    files=(("env", ENV),),
    borrowed=FROM_ENV,
    programs={
        # posh reads no file and sets its own prompt: the environment alone must be enough.
        "posh": Entrance(""),
        "yash": Entrance(SETUP, ("--rcfile=@FOLDER@/yashrc",), (("yashrc", _YASHRC),)),
    },
)
