# Prints the warning of `aws-session init fish --warn` before a prompt, once; with `--renew`, if renewing fails.
function aws_session_warn --on-event fish_prompt
    set -l fish_trace
    test -z "$aws_session_renewer"
    or aws_session_renewed
    string match -qr '^[0-9]{1,11}$' -- "$AWS_SESSION_EXPIRES"
    and test "$AWS_SESSION_EXPIRES" != "$aws_session_warned"
    or return 0
    # fish has no built-in clock.
    set -l now (command date +%s)
    set -l left (math "$AWS_SESSION_EXPIRES" - $now)
    if test "$left" -gt 600
        return 0
    else if functions -q aws_session_renew; and aws_session_renew $left $now
        return 0
    else if test "$left" -le 0
        set -g aws_session_warned $AWS_SESSION_EXPIRES
        echo 'aws-session: the session in this shell has ended' >&2
    else
        set -g aws_session_warned $AWS_SESSION_EXPIRES
        echo 'aws-session: the session in this shell ends within ten minutes' >&2
    end
end
