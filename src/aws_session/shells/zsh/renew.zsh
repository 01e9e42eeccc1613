# What `aws-session init zsh --renew` does when a session ends within ten minutes: a role is taken
# again in the background, and what comes of it is read before a later prompt, from a named pipe.
# It is in a folder of this user's, or in /tmp, where nobody takes away what is another's.
typeset -g aws_session_pipe=/tmp
if [[ -d ${XDG_RUNTIME_DIR-} && -O $XDG_RUNTIME_DIR && -w $XDG_RUNTIME_DIR ]]; then
  aws_session_pipe=$XDG_RUNTIME_DIR
elif [[ -d ${TMPDIR-} && -O $TMPDIR && -w $TMPDIR ]]; then
  aws_session_pipe=$TMPDIR
fi
aws_session_pipe=$aws_session_pipe/aws-session-$UID-$$-$RANDOM
typeset -g aws_session_renewer= aws_session_renewing= aws_session_gone= aws_session_next=0
# With all_export what is started from here would find them.
typeset -g +x aws_session_pipe aws_session_renewer aws_session_renewing aws_session_gone aws_session_next
# How the program is run, which the hook has to know when the line that loaded this is gone.
eval "function aws_session_renewal { $aws_session_program renewal zsh \"\$@\"; }"
# Reads what came of it, if that is there.
function aws_session_renewed {
  local aws_session_text=
  if [[ $aws_session_renewing != "${AWS_ACCESS_KEY_ID-} ${AWS_SESSION_STATE-}" ]]; then
    # The session has become another one meanwhile.
    kill $aws_session_renewer 2>/dev/null
  elif ! kill -0 $aws_session_renewer 2>/dev/null; then
    # It is gone without a word, and is tried once more in a while.
    aws_session_gone=$AWS_ACCESS_KEY_ID
  elif [[ ! -p $aws_session_pipe || -L $aws_session_pipe || ! -O $aws_session_pipe ]]; then
    return
  else
    # A part is nothing.
    IFS= read -r -d $'\0' -t 2 aws_session_text <$aws_session_pipe || aws_session_text=
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
# Begins it; false where there is nothing to renew.
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
  # Where it was of no use, one is warned as without it.
  [[ $aws_session_gone != $AWS_ACCESS_KEY_ID ]]
}
