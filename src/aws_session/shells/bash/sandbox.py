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
_aws_sandbox_kind=$(declare -p PROMPT_COMMAND 2>/dev/null)
_aws_sandbox_kind=${_aws_sandbox_kind%%PROMPT_COMMAND*}
# Prompts that are rebuilt each time get the mark each time, unless the variable is readonly.
if [[ ${_aws_sandbox_kind#declare} == *r* ]]; then
  _aws_sandbox_mark
elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
  PROMPT_COMMAND+=(_aws_sandbox_mark)
else
  PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}_aws_sandbox_mark"
fi
unset _aws_sandbox_kind
"""

_RC = """\
if test -r ~/.bashrc; then . ~/.bashrc; fi
@TEXT@"""

ENTRANCE = Entrance(_SETUP, ("--rcfile", "@FOLDER@/bashrc"), (("bashrc", _RC),))
