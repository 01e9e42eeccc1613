# A function whose name has a hyphen is beyond POSIX mode, where an alias has to do.
unalias @NAME@ 2>/dev/null || :
function aws_session {
  { local "flags=$-" 'traps=' 'result=0'; set +xv; } 2>/dev/null
  # With functrace a DEBUG trap would be told every command, the values in it included.
  case $flags in *T*) set +T; traps=$(trap -p DEBUG); trap - DEBUG ;; esac
  if test -x @PROGRAM@; then
    # What is to be evaluated comes on descriptor 9, stdout stays what it was.
    {
      eval "$(AWS_SESSION_SHELL=bash AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=9 @PROGRAM@ "$@" 9>&1 1>&8 8>&- || \printf '(exit %s)' "$?")" || result=$?
    } 8>&1
  else
    echo @GONE@ >&2
    result=127
  fi
  eval "$traps"
  case $flags in *T*) set -T ;; esac
  case $flags in *v*) set -v ;; esac
  case $flags in *x*) set -x ;; esac
  return "$result"
}
if test -o posix; then
  alias '@NAME@=aws_session'
elif test @NAME@ != aws_session; then
  function @NAME@ { aws_session "$@"; }
fi
@WARN@
function aws_session_warn {
  { local "last=$?" "flags=$-" now; set +x; } 2>/dev/null
  case ${AWS_SESSION_EXPIRES-} in
  # No moment, or one that was told of.
  '' | *[!0-9]* | ????????????* | "${aws_session_warned-}") ;;
  *)
    # bash before 4.2 has no clock of its own.
    printf -v now '%(%s)T' -1 2>/dev/null || now=$(date +%s)
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
case ${PROMPT_COMMAND-} in
*aws_session_warn*) ;;
# In front, so that what follows finds the status that it would have found.
*) PROMPT_COMMAND="aws_session_warn;${PROMPT_COMMAND-}" ;;
esac
