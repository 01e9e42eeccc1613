_aws_session_run() { @PROGRAM@ "$@"; }
# What completes is read at the first TAB: every new shell waits for this text.
_aws_session_complete() { test -r @SCRIPTS@/complete.bash && . @SCRIPTS@/complete.bash && _aws_session_complete "$@"; }
complete -o nosort -F _aws_session_complete @NAME@ 2>/dev/null ||
  complete -F _aws_session_complete @NAME@
