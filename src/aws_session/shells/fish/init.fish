functions -e @NAME@
function @NAME@ --description 'AWS sessions for this shell'
    set -l fish_trace
    if not test -x @PROGRAM@
        echo @GONE@ >&2
        return 127
    end
    # What is to be evaluated comes on descriptor 9, stdout stays what it was.
    begin
        AWS_SESSION_SHELL=fish AWS_SESSION_EMIT_FD=9 @PROGRAM@ $argv 9>&1 1>&8 8>&- | read -lz code
        set -l result $pipestatus[1]
        if test -n "$code"
            eval $code
            or begin
                set -l failed $status
                # Whoever evaluates the output of this sees no other status than its own.
                status is-command-substitution
                and echo "sh -c 'exit $failed'"
                return $failed
            end
        end
        # fish itself keeps them from being unset, and programs prefer them to the session.
        for name in AWS_PROFILE AWS_DEFAULT_PROFILE
            if set -q AWS_SESSION_EXPIRES; and test -n "$code"; and set -qU $name
                echo "aws-session: $name is a universal variable, which stays: set -Ue $name" >&2
            end
        end
        return $result
    end 8>&1
end
@WARN@
function aws_session_warn --on-event fish_prompt
    set -l fish_trace
    string match -qr '^[0-9]{1,11}$' -- "$AWS_SESSION_EXPIRES"
    and test "$AWS_SESSION_EXPIRES" != "$aws_session_warned"
    or return 0
    # fish has no clock of its own.
    set -l left (math "$AWS_SESSION_EXPIRES" - (command date +%s))
    if test "$left" -le 0
        set -g aws_session_warned $AWS_SESSION_EXPIRES
        echo @ENDED@ >&2
    else if test "$left" -le 600
        set -g aws_session_warned $AWS_SESSION_EXPIRES
        echo @ENDS@ >&2
    end
end
