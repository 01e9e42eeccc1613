# The prompt runs this after `aws-session init tcsh --warn`.
set aws_session_shown = ( $?echo $?verbose )
unset echo verbose
if ($?AWS_SESSION_EXPIRES) then
    if (! $?aws_session_warned) set aws_session_warned
    if ("$AWS_SESSION_EXPIRES" != "$aws_session_warned" && "$AWS_SESSION_EXPIRES" =~ [0-9]* && "$AWS_SESSION_EXPIRES" !~ *[^0-9]* && "$AWS_SESSION_EXPIRES" !~ ????????????*) then
        # csh has no built-in clock.
        set aws_session_now = `\date +%s`
        if ($AWS_SESSION_EXPIRES <= $aws_session_now) then
            set aws_session_warned = "$AWS_SESSION_EXPIRES"
            sh -c 'echo "aws-session: the session in this shell has ended" >&2'
        else
            @ aws_session_now += 600
            if ($AWS_SESSION_EXPIRES <= $aws_session_now) then
                set aws_session_warned = "$AWS_SESSION_EXPIRES"
                sh -c 'echo "aws-session: the session in this shell ends within ten minutes" >&2'
            endif
        endif
        unset aws_session_now
    endif
endif
if ($aws_session_shown[2]) set verbose
if ($aws_session_shown[1]) set echo
unset aws_session_shown
