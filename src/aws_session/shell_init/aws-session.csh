# For shells that were open when the files moved to shells/tcsh/; to be removed in the next release.
set aws_session_scripts = $aws_session_scripts:h:q/shells/tcsh
# Without words of its own it has those of this one.
source $aws_session_scripts:q/aws-session.csh
