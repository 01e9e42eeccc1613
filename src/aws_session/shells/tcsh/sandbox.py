"""How tcsh is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance

_SETUP = """\
@CHANGE@
setenv PATH "${AWS_SESSION_SANDBOX_FOLDER}/bin:${PATH}"
unset savehist
if ( $?prompt ) set prompt = "(aws sandbox) $prompt"
"""

_RC = """\
@RESTORE@
set home = "$HOME"
if ( -r ~/.tcshrc ) then
  source ~/.tcshrc
else if ( -r ~/.cshrc ) then
  source ~/.cshrc
endif
@TEXT@"""

# tcsh has no option for that: it looks in HOME.
ENTRANCE = Entrance(_SETUP, files=(("tcsh/.tcshrc", _RC),), borrowed=(("HOME", "@FOLDER@/tcsh"),))
