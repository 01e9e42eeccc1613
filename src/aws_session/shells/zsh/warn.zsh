# Prints the warning of `aws-session init zsh --warn` before a prompt, once; with `--renew`, if renewing fails.
function aws_session_warn {
  { emulate -L zsh; setopt no_xtrace; trap - DEBUG || :; } 2>/dev/null
  zmodload zsh/datetime
  if [[ -n ${aws_session_renewer-} ]]; then
    aws_session_renewed
  fi
  # Not <->, which no function may contain while sh_glob is set.
  if [[ -z ${AWS_SESSION_EXPIRES-} || $AWS_SESSION_EXPIRES == *[^0-9]* || $#AWS_SESSION_EXPIRES -gt 11 || $AWS_SESSION_EXPIRES == ${aws_session_warned-} ]]; then
    return
  fi
  if (( AWS_SESSION_EXPIRES > EPOCHSECONDS + 600 )); then
    return
  elif [[ -n ${aws_session_pipe-} ]] && aws_session_renew; then
    return
  elif (( AWS_SESSION_EXPIRES <= EPOCHSECONDS )); then
    typeset -g aws_session_warned=$AWS_SESSION_EXPIRES
    print -ru2 -- 'aws-session: the session in this shell has ended'
  else
    typeset -g aws_session_warned=$AWS_SESSION_EXPIRES
    print -ru2 -- 'aws-session: the session in this shell ends within ten minutes'
  fi
}
if [[ ${(t)precmd_functions-} != *readonly* ]]; then
  autoload -Uz add-zsh-hook
  add-zsh-hook precmd aws_session_warn
fi
