_aws_session_run() { command aws-session "$@"; }
_aws_session_complete() {
  local found result=0 flags=$- IFS=$'\n'
  COMPREPLY=()
  found=$(_aws_session_run complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null) || result=$?
  case $result in
  0)
    # One candidate per line, as it is typed: nothing in it must be expanded.
    set -f
    COMPREPLY=($found)
    case $flags in *f*) ;; *) set +f ;; esac
    ;;
  3) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
  4) _aws_session_complete_command "$2" ;;
  esac
}
_aws_session_complete_command() {
  local at=1 IFS=$' \t\n'
  while [ "$at" -lt "$COMP_CWORD" ] && [ "${COMP_WORDS[at]}" != -- ]; do at=$((at + 1)); done
  at=$((at + 1))
  if declare -F _command_offset >/dev/null; then
    _command_offset "$at"
  elif [ "$at" -ge "$COMP_CWORD" ]; then
    IFS=$'\n'
    COMPREPLY=($(compgen -c -- "$1"))
  else
    compopt -o default 2>/dev/null || :
  fi
}
complete -o nosort -F _aws_session_complete aws-session 2>/dev/null ||
  complete -F _aws_session_complete aws-session
