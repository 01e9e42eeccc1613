# The function `aws-session` for tcsh. The line that `aws-session init tcsh` prints sets these and
# sources this file, which unsets the last two again:
#   aws_session_program  the program
#   aws_session_scripts  this folder, where the alias finds its script
#   aws_session_name     the name of the function
#   aws_session_options  `warn` or nothing

alias aws_session 'source $aws_session_scripts:q/aws-session.csh -'
alias $aws_session_name:q 'source $aws_session_scripts:q/aws-session.csh -'
if ("$aws_session_options" == warn) source $aws_session_scripts:q/warn.tcsh
unset aws_session_name aws_session_options
