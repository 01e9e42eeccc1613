eval "_aws_session_run() { $aws_session_program \"\$@\"; }"
# The completion code is read at the first TAB: every new shell waits for this text.
printf -v aws_session_folder %q "$aws_session_folder"
eval "_aws_session_complete() { . $aws_session_folder/complete.bash 2>/dev/null && _aws_session_complete \"\$@\"; }"

complete -o nosort -F _aws_session_complete "$aws_session_name" 2>/dev/null ||
  complete -F _aws_session_complete "$aws_session_name"
