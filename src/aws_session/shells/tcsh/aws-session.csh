# The alias runs this script, because csh has no functions. The arguments are in argv.
# `set echo` and `set verbose` would show what is evaluated.
set aws_session_traced = ( $?echo $?verbose )
unset echo verbose
# Without arguments of its own, a script has those of the script that sources it.
shift
set aws_session_words = ( $argv:q )
if (! -x $aws_session_program:q) then
    sh -c 'echo "aws-session: error: $1 is missing; reinstall it and reload this alias" >&2' sh $aws_session_program:q
    set argv = ( 127 )
else if ($#aws_session_words != $#argv) then
    # $argv:q forgets it.
    sh -c 'echo "aws-session: error: csh cannot pass an empty argument" >&2'
    set argv = ( 2 )
else
    # In `…` another command evaluates; stdout would be this script's.
    sh -c 'test -t 1 || test "$PPID" = "$1"' sh $$
    if ($status == 0) then
        # Not in the backquotes, where it would be expanded before it is read again.
        alias aws_session_code 'env AWS_SESSION_SHELL=tcsh AWS_SESSION_EMIT_FD=1 $aws_session_program:q $argv:q'
        eval "`aws_session_code`"
        set argv = ( $status )
    else
        env AWS_SESSION_SHELL=tcsh AWS_SESSION_SHELL_PID=$$ $aws_session_program:q $argv:q
        set argv = ( $status )
    endif
endif
unset aws_session_words
unalias aws_session_code
if ($aws_session_traced[2]) set verbose
if ($aws_session_traced[1]) set echo
unset aws_session_traced
(exit $argv[1])
