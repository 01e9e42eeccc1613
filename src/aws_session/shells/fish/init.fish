# The function `aws-session` for fish. The line that `aws-session init fish` prints sets these for
# this file alone, and sources it:
#   aws_session_program  the program
#   aws_session_name     the name of the function
#   aws_session_options  `warn`, `renew` or nothing
#   aws_session_folder   this folder

functions -e $aws_session_name
function $aws_session_name --inherit-variable aws_session_program --description 'AWS sessions for this shell'
    set -l fish_trace
    if not test -x $aws_session_program
        echo "aws-session: error: $aws_session_program is missing; reinstall it and reload this function" >&2
        return 127
    end
    begin
        set -l code
        set -l result
        if string match -qir '\.(exe|cmd)$' -- $aws_session_program
            # Programs of Windows get only stdout, so for other output it prints a line that runs it again.
            AWS_SESSION_SHELL=fish AWS_SESSION_EMIT_FD=1 $aws_session_program $argv 8>&- | read -z code
            set result $pipestatus[1]
        else
            # The code to evaluate comes on descriptor 9; stdout is unchanged.
            AWS_SESSION_SHELL=fish AWS_SESSION_EMIT_FD=9 $aws_session_program $argv 9>&1 1>&8 8>&- | read -z code
            set result $pipestatus[1]
        end
        if test -n "$code"
            set -l words
            if string match -q "'*" -- $code
                # A program to run. In `eval`, its whole output would be kept until it ends.
                eval set words $code
                $words 8>&-
            else
                eval $code
            end
            or begin
                set -l failed $status
                # The shell that evaluates this output sees only its own status.
                status is-command-substitution
                and echo "command sh -c 'exit $failed'"
                return $failed
            end
        end
        # fish itself keeps these from being unset, and programs may prefer them to the session.
        for name in (string match -ra '(?<=set -ge )\w+' -- $code)
            if set -qU $name
                echo "aws-session: $name is a universal variable and stays set; to remove it: set -Ue $name" >&2
            end
        end
        return $result
    end 8>&1
end
# MSYS would take a secret that begins with a slash for a path, and tell Windows' programs another.
if string match -qir '\.(exe|cmd)$' -- $aws_session_program
    set -gx MSYS2_ENV_CONV_EXCL (string join ';' -- $MSYS2_ENV_CONV_EXCL AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN)
end
source $aws_session_folder/completion.fish
if test "$aws_session_options" = renew
    source $aws_session_folder/renew.fish
end
if contains -- "$aws_session_options" warn renew
    source $aws_session_folder/warn.fish
end
