rem A macro, for cmd has no functions: not in scripts, no pipe, no redirection, no exit status.
rem With quotes and percent signs in its words it does what cmd makes of them.
doskey @NAME@=for /f "delims=" %i in ('set AWS_SESSION_SHELL^=cmd^&set AWS_SESSION_EMIT_FD^=1^&"@PATH@" $*') do @%i
