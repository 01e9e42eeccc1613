# No hyphen in a function's name here; the alias replaces an earlier one.
function aws_session {
  { typeset "flags=$-" 'result=0'; set +xv; } 2>/dev/null
  if test -x @PROGRAM@; then
    # What is to be evaluated comes on descriptor 9, stdout stays what it was.
    {
      eval "$(AWS_SESSION_SHELL=ksh AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 @PROGRAM@ "$@" 9>&1 1>&8 8>&- || \printf '(exit %s)' "$?")" || result=$?
    } 8>&1
  else
    echo @GONE@ >&2
    result=127
  fi
  case $flags in *v*) set -v ;; esac
  case $flags in *x*) set -x ;; esac
  return "$result"
}
alias '@NAME@=aws_session'
@WARN@
function aws_session_warn {
  { typeset "last=$?" "flags=$-" now; set +x; } 2>/dev/null
  case ${AWS_SESSION_EXPIRES-} in
  # No moment, or one that was told of.
  '' | *[!0-9]* | ????????????* | "${aws_session_warned-}") ;;
  *)
    now=$(date +%s)
    if test "$AWS_SESSION_EXPIRES" -le "$now"; then
      aws_session_warned=$AWS_SESSION_EXPIRES
      echo @ENDED@ >&2
    elif test "$AWS_SESSION_EXPIRES" -le "$((now + 600))"; then
      aws_session_warned=$AWS_SESSION_EXPIRES
      echo @ENDS@ >&2
    fi
    ;;
  esac
  case $flags in *x*) set -x ;; esac
  return "$last"
}
# No other hook runs before a prompt, and $(…) would forget what has been said.
case ${PS1-} in
*aws_session_warn*) ;;
*)
  # Other shells that are started from this one could not read it.
  typeset +x PS1
  PS1='${ aws_session_warn;}'${PS1-}
  ;;
esac
