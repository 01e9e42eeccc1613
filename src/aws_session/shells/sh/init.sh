# The function `aws-session` for dash, busybox, yash, posh. The line that `aws-session init sh` prints sets these and
# sources this file, which unsets them again:
#   aws_session_program  the program, quoted for eval
#   aws_session_name     the name of the function
#   aws_session_options  `warn` or nothing
#   aws_session_folder   this folder

unalias aws_session 2>/dev/null || :
# Runs the program, whose path comes first, and evaluates what it prints for the shell.
aws_session_evaluate() {
  { aws_session_flags=$-; set +xv; } 2>/dev/null
  if [ ! -x "$1" ]; then
    echo "aws-session: error: $1 is missing; reinstall it and reload this function" >&2
    set -- 127
  elif case $1 in *.[eE][xX][eE] | *.[cC][mM][dD]) ;; *) ! : ;; esac; then
    # Programs of Windows get only stdout, so for other output it prints a line that runs it again.
    eval "$(AWS_SESSION_SHELL=sh AWS_SESSION_EMIT_FD=1 "$@" || \command printf '(command exit %s)' "$?")" && set -- 0 || set -- "$?"
  elif { true 8>&1; } 2>/dev/null; then
    # The code to evaluate comes on descriptor 9; stdout is unchanged.
    {
      eval "$(AWS_SESSION_SHELL=sh AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 "$@" 9>&1 1>&8 8>&- || \command printf '(command exit %s)' "$?")" && set -- 0 || set -- "$?"
    } 8>&1
  else
    # stdout is closed: the program reports it.
    "$@" && set -- 0 || set -- "$?"
  fi
  case $aws_session_flags in *v*) set -v ;; esac
  case $aws_session_flags in
  *x*) unset aws_session_flags; set -x ;;
  *) unset aws_session_flags ;;
  esac
  return "$1"
}
# MSYS would take a secret that begins with a slash for a path, and tell Windows' programs another.
case $aws_session_program in *.[eE][xX][eE] | *.[eE][xX][eE]\')
  export "MSYS2_ENV_CONV_EXCL=${MSYS2_ENV_CONV_EXCL:+$MSYS2_ENV_CONV_EXCL;}AWS_SECRET_ACCESS_KEY;AWS_SESSION_TOKEN" ;;
esac
# Under nounset, posh knows no "$@" without arguments.
eval "aws_session() { aws_session_evaluate $aws_session_program \${1+\"\$@\"}; }"
# Function names cannot have a hyphen here; the alias replaces an earlier one. posh has no aliases.
[ "$aws_session_name" = aws_session ] || alias "$aws_session_name=aws_session" 2>/dev/null ||
  echo 'aws-session: this shell has no aliases: type aws_session' >&2
unset aws_session_program aws_session_name aws_session_options aws_session_folder
