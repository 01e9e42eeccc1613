# Prints the warning of `aws-session init ksh --warn` before a prompt, once.
# Runs in a subshell, so that no status, option or trap of the shell is touched.
function aws_session_warn {
  { typeset 'aws_session_told=0' aws_session_now; set +evx; } 2>/dev/null
  case ${AWS_SESSION_EXPIRES-} in
  # No expiry, or one that has been reported.
  '' | *[!0-9]* | ????????????* | "${aws_session_warned-}") aws_session_told=${aws_session_warned:-0} ;;
  *)
    aws_session_now=$(command date +%s)
    if [ "$AWS_SESSION_EXPIRES" -le "$aws_session_now" ]; then
      aws_session_told=$AWS_SESSION_EXPIRES
      echo 'aws-session: the session in this shell has ended' >&2
    elif [ "$AWS_SESSION_EXPIRES" -le "$((aws_session_now + 600))" ]; then
      aws_session_told=$AWS_SESSION_EXPIRES
      echo 'aws-session: the session in this shell ends within ten minutes' >&2
    fi
    ;;
  esac
  echo "$aws_session_told"
}
# No other hook runs before a prompt. The subscript of a list that does not exist is evaluated in
# the shell itself, which remembers what has been reported.
case ${PS1-} in
*aws_session_warn*) ;;
*)
  if (PS1=) 2>/dev/null; then
    # Other shells started from this one could not read it.
    typeset +x PS1
    PS1=${PS1-}'${aws_session_none[0*(aws_session_warned=$(aws_session_warn))]-}'
  fi
  ;;
esac
