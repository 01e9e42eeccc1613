# Makes the prompt run the check of `aws-session init tcsh --warn`, while its file is there.
set aws_session_precmd = "`alias precmd`"
if ("$aws_session_precmd:q" !~ *aws-session-warn*) alias precmd "$aws_session_precmd:q; "'if (-r $aws_session_scripts:q/aws-session-warn.csh) source $aws_session_scripts:q/aws-session-warn.csh'
unset aws_session_precmd
