# ~/.zshrc, after the line that sources oh-my-zsh.sh: its aws plugin reads only AWS_PROFILE.
setopt prompt_subst
function aws_session_prompt_info { print -rn -- "${AWS_SESSION_LABEL:+<aws:${AWS_SESSION_LABEL//\%/%%}>}"; }
[[ ${RPROMPT-} == *aws_session_prompt_info* ]] || RPROMPT='$(aws_session_prompt_info)'"${RPROMPT-}"
