# What `aws-session init bash --renew` does when a session ends within ten minutes: a role is taken
# again in the background, and what comes of it is read before a later prompt, from a named pipe.
# It is in a folder of this user's, or in /tmp, where nobody takes away what is another's.
aws_session_pipe=/tmp
if test -d "${XDG_RUNTIME_DIR-}" && test -O "$XDG_RUNTIME_DIR" && test -w "$XDG_RUNTIME_DIR"; then
  aws_session_pipe=$XDG_RUNTIME_DIR
elif test -d "${TMPDIR-}" && test -O "$TMPDIR" && test -w "$TMPDIR"; then
  aws_session_pipe=$TMPDIR
fi
aws_session_pipe=$aws_session_pipe/aws-session-$UID-$$-$RANDOM
aws_session_renewer= aws_session_renewing= aws_session_gone= aws_session_next=0
# With allexport what is started from here would find them.
declare +x aws_session_pipe aws_session_renewer aws_session_renewing aws_session_gone aws_session_next
# How the program is run, which the hook has to know when the line that loaded this is gone.
eval "function aws_session_renewal { $aws_session_program renewal bash \"\$@\"; }"
# Reads what came of it, if that is there.
function aws_session_renewed {
  local aws_session_text=
  if test "$aws_session_renewing" != "${AWS_ACCESS_KEY_ID-} ${AWS_SESSION_STATE-}"; then
    # The session has become another one meanwhile.
    kill "$aws_session_renewer" 2>/dev/null
  elif ! kill -0 "$aws_session_renewer" 2>/dev/null; then
    # It is gone without a word, and is tried once more in a while.
    aws_session_gone=$AWS_ACCESS_KEY_ID
  elif test ! -p "$aws_session_pipe" || test -L "$aws_session_pipe" || test ! -O "$aws_session_pipe"; then
    return 0
  else
    # A part is nothing.
    IFS= read -r -d '' -t 2 aws_session_text <"$aws_session_pipe" || aws_session_text=
  fi
  aws_session_renewer= aws_session_renewing=
  case $aws_session_text in
  +*) eval "${aws_session_text#+}" ;;
  -*)
    aws_session_warned=$AWS_SESSION_EXPIRES
    printf '%s\n' "${aws_session_text#-}" >&2
    ;;
  esac
}
# Begins it, at the time that it is called with; false where there is nothing to renew.
function aws_session_renew {
  case ${AWS_SESSION_STATE-} in '') return 1 ;; esac
  test "$AWS_SESSION_EXPIRES" -gt "$1" || return 1
  if test ! "$aws_session_renewer" && test "$1" -ge "$aws_session_next"; then
    aws_session_next=$(($1 + 60))
    aws_session_renewing="$AWS_ACCESS_KEY_ID $AWS_SESSION_STATE"
    aws_session_renewer=$(
      aws_session_renewal "$$" "$aws_session_pipe" </dev/null >/dev/null 2>&1 &
      echo "$!"
    )
  fi
  # Where it was of no use, one is warned as without it.
  test "$aws_session_gone" != "$AWS_ACCESS_KEY_ID"
}
