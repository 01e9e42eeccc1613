# No hyphen in a function's name here; the alias replaces an earlier one.
function aws_session {
  { typeset "aws_session_flags=$-" 'aws_session_result=0'; set +xv; } 2>/dev/null
  if test ! -x @PROGRAM@; then
    echo @GONE@ >&2
    aws_session_result=127
  elif { true 8>&1; } 2>/dev/null; then
    # What is to be evaluated comes on descriptor 9, stdout stays what it was.
    {
      eval "$(AWS_SESSION_SHELL=ksh AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 @PROGRAM@ "$@" 9>&1 1>&8 8>&- || \printf '(exit %s)' "$?")" || aws_session_result=$?
    } 8>&1
  else
    # stdout is closed, which the program says.
    @PROGRAM@ "$@" || aws_session_result=$?
  fi
  case $aws_session_flags in *v*) set -v ;; esac
  case $aws_session_flags in *x*) set -x ;; esac
  return "$aws_session_result"
}
alias '@NAME@=aws_session'
@WARN@
# Runs in a subshell, so that no status, option or trap of the shell is touched.
function aws_session_warn {
  { typeset 'aws_session_told=0' aws_session_now; set +evx; } 2>/dev/null
  case ${AWS_SESSION_EXPIRES-} in
  # No moment, or one that was told of.
  '' | *[!0-9]* | ????????????* | "${aws_session_warned-}") aws_session_told=${aws_session_warned:-0} ;;
  *)
    aws_session_now=$(command date +%s)
    if test "$AWS_SESSION_EXPIRES" -le "$aws_session_now"; then
      aws_session_told=$AWS_SESSION_EXPIRES
      echo @ENDED@ >&2
    elif test "$AWS_SESSION_EXPIRES" -le "$((aws_session_now + 600))"; then
      aws_session_told=$AWS_SESSION_EXPIRES
      echo @ENDS@ >&2
    fi
    ;;
  esac
  echo "$aws_session_told"
}
# No other hook runs before a prompt. The number of a place in a list that is not there is worked
# out by the shell itself, which remembers what has been said.
case ${PS1-} in
*aws_session_warn*) ;;
*)
  if (PS1=) 2>/dev/null; then
    # Other shells that are started from this one could not read it.
    typeset +x PS1
    PS1=${PS1-}'${aws_session_none[0*(aws_session_warned=$(aws_session_warn))]-}'
  fi
  ;;
esac
