# Prints the warning of `aws-session init bash --warn` before a prompt, once; with `--renew`, if renewing fails.
function aws_session_warn {
  { local "aws_session_flags=$-" 'aws_session_traps=' aws_session_now; set +avx; } 2>/dev/null
  case $aws_session_flags in *T*) set +T; aws_session_traps=$(trap -p DEBUG RETURN); trap - DEBUG RETURN ;; esac
  case ${aws_session_renewer-} in '') ;; *) aws_session_renewed || : ;; esac
  case ${AWS_SESSION_EXPIRES-} in
  # No expiry, or one that has been reported.
  '' | *[!0-9]* | ????????????* | "${aws_session_warned-}") ;;
  *)
    # bash before 4.2 has no built-in clock.
    printf -v aws_session_now '%(%s)T' -1 2>/dev/null || aws_session_now=$(command date +%s)
    if [ "$AWS_SESSION_EXPIRES" -gt "$((aws_session_now + 600))" ]; then
      :
    elif [ "${aws_session_pipe-}" ] && aws_session_renew "$aws_session_now"; then
      :
    elif [ "$AWS_SESSION_EXPIRES" -le "$aws_session_now" ]; then
      aws_session_warned=$AWS_SESSION_EXPIRES
      echo 'aws-session: the session in this shell has ended' >&2
    else
      aws_session_warned=$AWS_SESSION_EXPIRES
      echo 'aws-session: the session in this shell ends within ten minutes' >&2
    fi
    ;;
  esac
  eval "$aws_session_traps"
  case $aws_session_flags in *T*) set -T ;; esac
  case $aws_session_flags in *a*) set -a ;; esac
  case $aws_session_flags in *v*) set -v ;; esac
  case $aws_session_flags in *x*) set -x ;; esac
  # With errexit, a status that has already been reported would end the shell.
  case $aws_session_flags in *e*) return 0 ;; esac
  return "${1-0}"
}
# Empty for shells that are started from this one: they do not have the function.
aws_session_warn_here=aws_session_warn
declare +x aws_session_warn_here
function aws_session_hook {
  local "aws_session_kind=$(declare -p PROMPT_COMMAND 2>/dev/null)"
  aws_session_kind=${aws_session_kind#declare }
  aws_session_kind=${aws_session_kind%% *}
  case $aws_session_kind in *r*) return 0 ;; esac
  case ${PROMPT_COMMAND[*]-} in *aws_session_warn*) return 0 ;; esac
  # Before each command of a list, bash restores everything that the previous one changed.
  case $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] > 500)),$aws_session_kind in
  # A list is not exported to children.
  0,* | *,-x) PROMPT_COMMAND=${PROMPT_COMMAND-}${PROMPT_COMMAND:+$'\n'}'"${aws_session_warn_here-:}" "$?"' ;;
  *)
    # Others may append to the first element as if it were the only one.
    if [ "${PROMPT_COMMAND[*]-}" ]; then
      PROMPT_COMMAND+=(aws_session_warn)
    else
      PROMPT_COMMAND[1]=aws_session_warn
    fi
    ;;
  esac
}
aws_session_hook
unset -f aws_session_hook
