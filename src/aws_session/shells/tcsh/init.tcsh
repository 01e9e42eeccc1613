set aws_session_program = @PROGRAM@
set aws_session_scripts = @SCRIPTS@
alias aws_session 'source $aws_session_scripts:q/aws-session.csh -'
alias @NAME@ 'source $aws_session_scripts:q/aws-session.csh -'
@WARN@
set aws_session_precmd = "`alias precmd`"
if ("$aws_session_precmd:q" !~ *aws-session-warn*) alias precmd "$aws_session_precmd:q; "'source $aws_session_scripts:q/aws-session-warn.csh'
unset aws_session_precmd
