"""How bash is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance

_SETUP = """\
@CHANGE@
export PATH="$AWS_SESSION_SANDBOX_FOLDER/bin:$PATH"
unset HISTFILE
_aws_sandbox_mark() {
  local status=$?
  case $PS1 in '(aws sandbox) '*) ;; *) PS1="(aws sandbox) $PS1" ;; esac
  return $status
}
# Prompts that are rebuilt each time get the mark each time.
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
  PROMPT_COMMAND+=(_aws_sandbox_mark)
else
  PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}_aws_sandbox_mark"
fi
"""

_RC = """\
if test -r ~/.bashrc; then . ~/.bashrc; fi
@TEXT@"""

ENTRANCE = Entrance(_SETUP, ("--rcfile", "@FOLDER@/bashrc"), (("bashrc", _RC),))
