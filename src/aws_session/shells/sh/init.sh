# No hyphen in a function's name here; the alias replaces an earlier one.
unalias aws_session 2>/dev/null || :
aws_session() {
  { aws_session_flags=$-; set +xv; } 2>/dev/null
  if test ! -x @PROGRAM@; then
    echo @GONE@ >&2
    set -- 127
  elif { true 8>&1; } 2>/dev/null; then
    # What is to be evaluated comes on descriptor 9, stdout stays what it was.
    {
      eval "$(AWS_SESSION_SHELL=sh AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 @PROGRAM@ "$@" 9>&1 1>&8 8>&- || \printf '(exit %s)' "$?")" && set -- 0 || set -- "$?"
    } 8>&1
  else
    # stdout is closed, which the program says.
    @PROGRAM@ "$@" && set -- 0 || set -- "$?"
  fi
  case $aws_session_flags in *v*) set -v ;; esac
  case $aws_session_flags in
  *x*) unset aws_session_flags; set -x ;;
  *) unset aws_session_flags ;;
  esac
  return "$1"
}
# posh has no aliases.
test @NAME@ = aws_session || alias '@NAME@=aws_session' 2>/dev/null ||
  echo 'aws-session: this shell knows no aliases: type aws_session' >&2
