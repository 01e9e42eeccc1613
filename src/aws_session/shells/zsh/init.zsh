# The function `aws-session` for zsh. The line that `aws-session init zsh` prints sets these and
# sources this file, which unsets them again:
#   aws_session_program  the program, quoted for eval
#   aws_session_name     the name of the function
#   aws_session_options  `warn`, `renew` or nothing
#   aws_session_folder   this folder

unalias "$aws_session_name" 2>/dev/null || :
# In a subshell, names the variables that a calling function has made local: zsh would undo their
# change. Variables that are set for this call only look like any others.
function aws_session_find_locals {
  setopt local_options unset
  typeset -gx AWS_SESSION_LOCALS=
  local aws_session_name
  for aws_session_name in AWS_PROFILE AWS_DEFAULT_PROFILE AWS_REGION AWS_DEFAULT_REGION \
    AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; do
    if [[ ${(Pt)aws_session_name} == *local* ]]; then
      AWS_SESSION_LOCALS+=" $aws_session_name"
    fi
  done
}
# Runs the program, whose path comes first, and evaluates what it prints for the shell.
function aws_session_evaluate {
  # Not emulate, which would forget that a failure must end a script.
  { setopt local_options local_traps no_xtrace no_verbose global_export; trap - DEBUG || :; } 2>/dev/null
  if [[ ! -x $1 ]]; then
    print -ru2 -- "aws-session: error: $1 is missing; reinstall it and reload this function"
    return 127
  elif [[ ${OSTYPE-} == msys* || ${OSTYPE-} == cygwin* ]]; then
    # Windows programs get only stdout, so for other output it prints a line that runs it again.
    eval "$(aws_session_find_locals; AWS_SESSION_SHELL=zsh AWS_SESSION_EMIT_FD=1 "$@" || \builtin print -r -- "(builtin exit $?)")"
    return
  elif ! { true 8>&1; } 2>/dev/null; then
    # stdout is closed: the program reports it.
    "$@"
    return
  fi
  # The code to evaluate comes on descriptor 9; stdout is unchanged.
  {
    eval "$(aws_session_find_locals; AWS_SESSION_SHELL=zsh AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 "$@" 9>&1 1>&8 8>&- || \builtin print -r -- "(builtin exit $?)")"
  } 8>&1
}
# MSYS would convert a secret that begins with a slash, as if it were a path, for Windows programs.
case ${OSTYPE-} in msys*)
  export "MSYS2_ENV_CONV_EXCL=${MSYS2_ENV_CONV_EXCL:+$MSYS2_ENV_CONV_EXCL;}AWS_SECRET_ACCESS_KEY;AWS_SESSION_TOKEN" ;;
esac
eval "function aws_session { aws_session_evaluate $aws_session_program \"\$@\"; }"
if [[ $aws_session_name != aws_session ]]; then
  eval "function $aws_session_name { aws_session \"\$@\"; }"
fi
. "$aws_session_folder/completion.zsh"
if [[ $aws_session_options == renew ]]; then
  . "$aws_session_folder/renew.zsh"
fi
if [[ -n $aws_session_options ]]; then
  . "$aws_session_folder/warn.zsh"
fi
unset aws_session_program aws_session_name aws_session_options aws_session_folder
