# ~/.zshrc: who you are at AWS and the time left, red under ten minutes.
zmodload zsh/datetime
function aws_session_prompt {
  # psvar is shown unchanged: nothing in it is expanded. 8 is the normal text, 9 the red one.
  psvar[8]= psvar[9]=
  [[ -n ${AWS_SESSION_LABEL-} ]] || return 0
  # Arithmetic would evaluate anything that is not a number.
  if [[ ${AWS_SESSION_EXPIRES-} != <-> ]] || (( $#AWS_SESSION_EXPIRES > 11 )); then
    psvar[8]="$AWS_SESSION_LABEL "
    return 0
  fi
  local left=$(( (10#$AWS_SESSION_EXPIRES - EPOCHSECONDS) / 60 ))
  if (( left < 10 )); then
    psvar[9]="$AWS_SESSION_LABEL $(( left < 0 ? 0 : left ))m "
  else
    (( left < 60 )) || left="$(( left / 60 ))h$(( left % 60 ))"
    psvar[8]="$AWS_SESSION_LABEL ${left}m "
  fi
}
if [[ ${precmd_functions[(r)aws_session_prompt]-} != aws_session_prompt ]]; then
  precmd_functions+=(aws_session_prompt)
  PROMPT="%F{green}%8v%f%F{red}%9v%f$PROMPT"
fi
