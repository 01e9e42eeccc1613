# ~/.config/fish/config.fish: who you are at AWS and the time left, red under ten minutes.
function aws_session_prompt
    test -n "$AWS_SESSION_LABEL"
    or return 0
    set -l color green
    set -l text $AWS_SESSION_LABEL
    if string match -qr '^[0-9]{1,11}$' -- "$AWS_SESSION_EXPIRES"
        set -l left (math "floor(($AWS_SESSION_EXPIRES - "(date +%s)") / 60)")
        test $left -lt 10
        and set color red
        if test $left -lt 60
            set text "$text "(math "max($left, 0)")m
        else
            set text "$text "(math "floor($left / 60)")h(math "$left % 60")m
        end
    end
    set_color $color
    echo -n "$text "
    set_color normal
end
function aws_session_status
    return $argv[1]
end
if not functions -q aws_session_other_prompt
    functions -c fish_prompt aws_session_other_prompt
    function fish_prompt
        set -l last $status
        aws_session_prompt
        # The other prompt may show the last command's status.
        aws_session_status $last
        aws_session_other_prompt
    end
end
