# ~/.p10k.zsh: add aws_session to POWERLEVEL9K_LEFT_PROMPT_ELEMENTS or to the right ones.
# The segment called aws shows the label, too, with label_variables = ["AWSUME_PROFILE"].
zmodload zsh/datetime
function prompt_aws_session {
  [[ -n ${AWS_SESSION_LABEL-} ]] || return 0
  # The text is expanded as a prompt is, and arithmetic would evaluate anything that is not a number.
  local text=${AWS_SESSION_LABEL//\%/%%} color=green
  if [[ ${AWS_SESSION_EXPIRES-} == <-> ]] && (( $#AWS_SESSION_EXPIRES < 12 )); then
    local left=$(( (10#$AWS_SESSION_EXPIRES - EPOCHSECONDS) / 60 ))
    (( left < 10 )) && color=red
    (( left < 60 )) || text+=" $(( left / 60 ))h$(( left % 60 ))m"
    (( left < 60 )) && text+=" $(( left < 0 ? 0 : left ))m"
  fi
  p10k segment -f $color -t $text
}
