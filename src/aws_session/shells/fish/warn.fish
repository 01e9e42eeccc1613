# What `aws-session init fish --warn` says before a prompt, once.
function aws_session_warn --on-event fish_prompt
    set -l fish_trace
    string match -qr '^[0-9]{1,11}$' -- "$AWS_SESSION_EXPIRES"
    and test "$AWS_SESSION_EXPIRES" != "$aws_session_warned"
    or return 0
    # fish has no clock of its own.
    set -l left (math "$AWS_SESSION_EXPIRES" - (command date +%s))
    if test "$left" -le 0
        set -g aws_session_warned $AWS_SESSION_EXPIRES
        echo 'aws-session: the session in this shell has ended' >&2
    else if test "$left" -le 600
        set -g aws_session_warned $AWS_SESSION_EXPIRES
        echo 'aws-session: the session in this shell ends within ten minutes' >&2
    end
end
