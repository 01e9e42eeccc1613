"""How zsh is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance

_SETUP = """\
@CHANGE@
export PATH="$AWS_SESSION_SANDBOX_FOLDER/bin:$PATH"
unset HISTFILE
_aws_sandbox_mark() { [[ $PROMPT == '(aws sandbox) '* ]] || PROMPT="(aws sandbox) $PROMPT" }
precmd_functions+=(_aws_sandbox_mark)
"""

_ENV = """\
@RESTORE@
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then source ${ZDOTDIR:-$HOME}/.zshenv; fi
if [[ -o interactive ]]; then
  if (( ${+ZDOTDIR} )); then _aws_sandbox_zdotdir=$ZDOTDIR; fi
  export ZDOTDIR=$AWS_SESSION_SANDBOX_FOLDER/zsh
else
  @CHANGE@
  export PATH="$AWS_SESSION_SANDBOX_FOLDER/bin:$PATH"
fi
"""

_RC = """\
unset ZDOTDIR
if (( ${+_aws_sandbox_zdotdir} )); then
  export ZDOTDIR=$_aws_sandbox_zdotdir
  unset _aws_sandbox_zdotdir
fi
if [[ -r ${ZDOTDIR:-$HOME}/.zshrc ]]; then source ${ZDOTDIR:-$HOME}/.zshrc; fi
@TEXT@"""

ENTRANCE = Entrance(
    _SETUP,
    files=(("zsh/.zshenv", _ENV), ("zsh/.zshrc", _RC)),
    borrowed=(("ZDOTDIR", "@FOLDER@/zsh"),),
)
