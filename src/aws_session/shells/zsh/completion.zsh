eval "function _aws_session_run { $aws_session_program \"\$@\"; }"
eval "function _aws_session_completes { compdef _aws_session_complete $aws_session_name; }"

function _aws_session_complete {
  local found result at
  local -a candidates
  found=$(_aws_session_run complete zsh $((CURRENT - 2)) "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
  result=$?
  case $result in
  0)
    candidates=("${(@f)found}")
    [[ -n $found ]] || return 1
    _describe -V -t aws-session aws-session candidates && return
    # No candidate begins with the typed text: the only one that contains it replaces it.
    _describe -V -t aws-session aws-session candidates -U || return
    (( $#candidates == 1 )) || { compstate[insert]= && compstate[list]='list force'; }
    ;;
  3) compset -P '--*='; _files ;;
  4)
    at=${words[(i)--]}
    shift at words
    (( CURRENT -= at ))
    _normal
    ;;
  esac
}
if [[ ${funcstack[1]-} == _$aws_session_name ]]; then
  # This text is a file in fpath, and this is its first use.
  _aws_session_complete "$@"
elif (( ${+functions[compdef]} )); then
  _aws_session_completes
elif [[ ${(t)precmd_functions-} != *readonly* ]]; then
  # The user's rc file turns completion on later, if at all.
  function _aws_session_register {
    (( ${+functions[compdef]} )) || return 0
    _aws_session_completes
    precmd_functions=("${(@)precmd_functions[@]:#_aws_session_register}")
    unfunction _aws_session_register
  }
  # Under nounset, a variable that is not set yet cannot be read.
  typeset -ga precmd_functions
  precmd_functions=("${(@)precmd_functions[@]:#_aws_session_register}" _aws_session_register)
fi
