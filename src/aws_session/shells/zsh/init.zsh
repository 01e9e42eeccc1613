unalias @NAME@ 2>/dev/null || :
function aws_session {
  # Not emulate, which would forget that a failure is to end a script.
  { setopt local_options local_traps no_xtrace no_verbose global_export; trap - DEBUG || :; } 2>/dev/null
  if [[ ! -x @PROGRAM@ ]]; then
    print -ru2 -- @GONE@
    return 127
  elif ! { true 8>&1; } 2>/dev/null; then
    # stdout is closed, which the program says.
    @PROGRAM@ "$@"
    return
  fi
  # What is to be evaluated comes on descriptor 9, stdout stays what it was.
  {
    eval "$(AWS_SESSION_SHELL=zsh AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 @PROGRAM@ "$@" 9>&1 1>&8 8>&- || \print -r -- "(exit $?)")"
  } 8>&1
}
if [[ @NAME@ != aws_session ]]; then
  function @NAME@ { aws_session "$@"; }
fi
@WARN@
function aws_session_warn {
  { emulate -L zsh; setopt no_xtrace; trap - DEBUG || :; } 2>/dev/null
  zmodload zsh/datetime
  if [[ ${AWS_SESSION_EXPIRES-} != <-> || $#AWS_SESSION_EXPIRES -gt 11 || $AWS_SESSION_EXPIRES == ${aws_session_warned-} ]]; then
    return
  fi
  if test "$AWS_SESSION_EXPIRES" -le "$EPOCHSECONDS"; then
    typeset -g aws_session_warned=$AWS_SESSION_EXPIRES
    print -ru2 -- @ENDED@
  elif test "$AWS_SESSION_EXPIRES" -le "$((EPOCHSECONDS + 600))"; then
    typeset -g aws_session_warned=$AWS_SESSION_EXPIRES
    print -ru2 -- @ENDS@
  fi
}
if [[ ${(t)precmd_functions-} != *readonly* ]]; then
  autoload -Uz add-zsh-hook
  add-zsh-hook precmd aws_session_warn
fi
