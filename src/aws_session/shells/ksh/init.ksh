# The function `aws-session` for ksh93 and mksh. The line that `aws-session init ksh` prints sets these and
# sources this file, which unsets them again:
#   aws_session_program  the program, quoted for eval
#   aws_session_name     the name of the function
#   aws_session_options  `warn` or nothing
#   aws_session_folder   this folder

# Runs the program, whose path comes first, and evaluates what it prints for the shell.
function aws_session_evaluate {
  { typeset "aws_session_flags=$-" 'aws_session_result=0'; set +xv; } 2>/dev/null
  if [ ! -x "$1" ]; then
    echo "aws-session: error: $1 is missing; reinstall it and reload this function" >&2
    aws_session_result=127
  elif case $1 in *.[eE][xX][eE] | *.[cC][mM][dD]) ;; *) ! : ;; esac; then
    # Programs of Windows get only stdout, so for other output it prints a line that runs it again.
    eval "$(AWS_SESSION_SHELL=ksh AWS_SESSION_EMIT_FD=1 "$@" || \command printf '(command exit %s)' "$?")" || aws_session_result=$?
  elif { true 8>&1; } 2>/dev/null; then
    # The code to evaluate comes on descriptor 9; stdout is unchanged.
    {
      eval "$(AWS_SESSION_SHELL=ksh AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 "$@" 9>&1 1>&8 8>&- || \command printf '(command exit %s)' "$?")" || aws_session_result=$?
    } 8>&1
  else
    # stdout is closed: the program reports it.
    "$@" || aws_session_result=$?
  fi
  case $aws_session_flags in *v*) set -v ;; esac
  case $aws_session_flags in *x*) set -x ;; esac
  return "$aws_session_result"
}
# MSYS would take a secret that begins with a slash for a path, and tell Windows' programs another.
case $aws_session_program in *.[eE][xX][eE] | *.[eE][xX][eE]\')
  export "MSYS2_ENV_CONV_EXCL=${MSYS2_ENV_CONV_EXCL:+$MSYS2_ENV_CONV_EXCL;}AWS_SECRET_ACCESS_KEY;AWS_SESSION_TOKEN" ;;
esac
eval "function aws_session { aws_session_evaluate $aws_session_program \"\$@\"; }"
# Function names cannot have a hyphen here; the alias replaces an earlier one.
alias "$aws_session_name=aws_session"
if [ "$aws_session_options" = warn ]; then
  . "$aws_session_folder/warn.ksh"
fi
unset aws_session_program aws_session_name aws_session_options aws_session_folder
