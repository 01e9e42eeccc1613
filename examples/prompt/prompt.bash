# ~/.bashrc: who you are at AWS and the time left, red under ten minutes.
aws_session_prompt() {
  local now left
  aws_session_color=32 aws_session_text=
  test -n "${AWS_SESSION_LABEL-}" || return 0
  aws_session_text="$AWS_SESSION_LABEL "
  # Arithmetic would evaluate anything that is not a number.
  case ${AWS_SESSION_EXPIRES-} in
  '' | *[!0-9]* | ????????????*) return 0 ;;
  esac
  # bash before 4.2 has no built-in clock.
  printf -v now '%(%s)T' -1 2>/dev/null || now=$(date +%s)
  left=$(((10#$AWS_SESSION_EXPIRES - now) / 60))
  if ((left < 10)); then aws_session_color=31; fi
  if ((left < 0)); then left=0; fi
  if ((left < 60)); then left=${left}m; else left=$((left / 60))h$((left % 60))m; fi
  aws_session_text="$AWS_SESSION_LABEL $left "
}
case ${PROMPT_COMMAND-} in
*aws_session_prompt*) ;;
*)
  # At the end, because other prompts begin with the status of the last command.
  PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}aws_session_prompt
  PS1='\[\e[${aws_session_color}m\]${aws_session_text}\[\e[0m\]'$PS1
  ;;
esac
