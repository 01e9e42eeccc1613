# The function `aws-session` for bash. The line that `aws-session init bash` prints sets these and
# sources this file, which unsets them again:
#   aws_session_program  the program, quoted for eval
#   aws_session_name     the name of the function
#   aws_session_options  `warn`, `renew` or nothing
#   aws_session_folder   this folder

# POSIX mode allows no hyphen in a function's name: there, an alias is used.
unalias "$aws_session_name" 2>/dev/null || :
# In a subshell, names the variables that a calling function has made local or that are set for this
# call only: bash would undo their change. The -g of declare is missing in bash 3.2.
function aws_session_find_locals {
  local aws_session_name aws_session_value aws_session_set
  AWS_SESSION_LOCALS=
  for aws_session_name in AWS_PROFILE AWS_DEFAULT_PROFILE AWS_REGION AWS_DEFAULT_REGION \
    AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; do
    aws_session_value=${!aws_session_name-} aws_session_set=${!aws_session_name+x}
    declare -g "$aws_session_name=$aws_session_value." || continue
    if [ "${!aws_session_name-}" = "$aws_session_value" ]; then
      AWS_SESSION_LOCALS="$AWS_SESSION_LOCALS $aws_session_name"
    elif [ "$aws_session_set" ]; then
      declare -g "$aws_session_name=$aws_session_value"
    else
      unset -v "$aws_session_name"
    fi
  done 2>/dev/null
  export AWS_SESSION_LOCALS
}
# Runs the program, whose path comes first, and evaluates what it prints for the shell.
function aws_session_evaluate {
  { local "aws_session_flags=$-" 'aws_session_traps=' 'aws_session_result=0'; set +xv; } 2>/dev/null
  # With functrace, a DEBUG trap would see every command and the values in it.
  case $aws_session_flags in *T*) set +T; aws_session_traps=$(trap -p DEBUG); trap - DEBUG ;; esac
  if [ ! -x "$1" ]; then
    echo "aws-session: error: $1 is missing; reinstall it and reload this function" >&2
    aws_session_result=127
  elif case ${OSTYPE-} in msys* | cygwin*) ;; *) ! : ;; esac; then
    # Windows programs get only stdout, so for other output it prints a line that runs it again.
    eval "$(aws_session_find_locals; AWS_SESSION_SHELL=bash AWS_SESSION_EMIT_FD=1 "$@" || \command printf '(command exit %s)' "$?")" || aws_session_result=$?
  elif { true 8>&1; } 2>/dev/null; then
    # The code to evaluate comes on descriptor 9; stdout is unchanged.
    {
      eval "$(aws_session_find_locals; AWS_SESSION_SHELL=bash AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 "$@" 9>&1 1>&8 8>&- || \command printf '(command exit %s)' "$?")" || aws_session_result=$?
    } 8>&1
  else
    # stdout is closed: the program reports it.
    "$@" || aws_session_result=$?
  fi
  eval "$aws_session_traps"
  case $aws_session_flags in *T*) set -T ;; esac
  case $aws_session_flags in *v*) set -v ;; esac
  case $aws_session_flags in *x*) set -x ;; esac
  return "$aws_session_result"
}
# MSYS would convert a secret that begins with a slash, as if it were a path, for Windows programs.
case ${OSTYPE-} in msys*)
  export "MSYS2_ENV_CONV_EXCL=${MSYS2_ENV_CONV_EXCL:+$MSYS2_ENV_CONV_EXCL;}AWS_SECRET_ACCESS_KEY;AWS_SESSION_TOKEN" ;;
esac
eval "function aws_session { aws_session_evaluate $aws_session_program \"\$@\"; }"
if [ -o posix ]; then
  alias "$aws_session_name=aws_session"
elif [ "$aws_session_name" != aws_session ]; then
  eval "function $aws_session_name { aws_session \"\$@\"; }"
fi
case $aws_session_options in renew) . "$aws_session_folder/renew.bash" ;; esac
case $aws_session_options in warn | renew) . "$aws_session_folder/warn.bash" ;; esac
. "$aws_session_folder/completion.bash"
unset aws_session_program aws_session_name aws_session_options aws_session_folder
