# What `aws-session init zsh --renew` does when a session ends within ten minutes: it renews a role in
# the background, and reads the result from a named pipe before a later prompt. The pipe is in a
# folder of this user's, or in /tmp, where nobody can remove another user's files.
typeset -g aws_session_pipe=/tmp
if [[ -d ${XDG_RUNTIME_DIR-} && -O $XDG_RUNTIME_DIR && -w $XDG_RUNTIME_DIR ]]; then
  aws_session_pipe=$XDG_RUNTIME_DIR
elif [[ -d ${TMPDIR-} && -O $TMPDIR && -w $TMPDIR ]]; then
  aws_session_pipe=$TMPDIR
fi
aws_session_pipe=$aws_session_pipe/aws-session-$UID-$$-$RANDOM
typeset -g aws_session_renewer= aws_session_renewing= aws_session_gone= aws_session_next=0
# With all_export, programs started from here would inherit them.
typeset -g +x aws_session_pipe aws_session_renewer aws_session_renewing aws_session_gone aws_session_next
# The program, for the hook, which outlives the line that loaded this file; in place of its subshell,
# so that a signal to that process reaches it.
eval "function aws_session_renewal { builtin exec $aws_session_program renewal zsh \"\$@\"; }"
# Reads the result, if there is one.
function aws_session_renewed {
  local aws_session_text=
  if [[ $aws_session_renewing != "${AWS_ACCESS_KEY_ID-} ${AWS_SESSION_STATE-}" ]]; then
    # The shell has another session now.
    kill $aws_session_renewer 2>/dev/null
  elif ! kill -0 $aws_session_renewer 2>/dev/null; then
    # It ended without a result, and is started once more after a while.
    aws_session_gone=$AWS_ACCESS_KEY_ID
  elif [[ ! -p $aws_session_pipe || -L $aws_session_pipe || ! -O $aws_session_pipe ]]; then
    return
  else
    # An incomplete text is ignored. Opened in both directions: if the renewer was killed, nothing
    # else writes.
    IFS= read -r -d $'\0' -t 2 aws_session_text <>$aws_session_pipe || aws_session_text=
  fi
  aws_session_renewer= aws_session_renewing=
  case $aws_session_text in
  +*) eval "${aws_session_text#+}" ;;
  -*)
    aws_session_warned=$AWS_SESSION_EXPIRES
    print -ru2 -- "${aws_session_text#-}"
    ;;
  esac
}
# Starts it; false if there is nothing to renew.
function aws_session_renew {
  setopt local_options no_bg_nice
  if [[ -z ${AWS_SESSION_STATE-} ]] || (( AWS_SESSION_EXPIRES <= EPOCHSECONDS )); then
    return 1
  elif [[ -z $aws_session_renewer ]] && (( EPOCHSECONDS >= aws_session_next )); then
    aws_session_next=$((EPOCHSECONDS + 60))
    aws_session_renewing="$AWS_ACCESS_KEY_ID $AWS_SESSION_STATE"
    aws_session_renewer=$(
      aws_session_renewal $$ $aws_session_pipe </dev/null >/dev/null 2>&1 &
      print $!
    )
  fi
  # If it failed, the warning appears as without it.
  [[ $aws_session_gone != $AWS_ACCESS_KEY_ID ]]
}
