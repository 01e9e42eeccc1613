# What `aws-session init fish --renew` does when a session ends within ten minutes: it renews a role in
# the background, and reads the result from a named pipe before a later prompt. The pipe is in a
# folder of this user's, or in /tmp, where nobody can remove another user's files.
set -g aws_session_pipe /tmp
test -d "$TMPDIR"; and test -O "$TMPDIR"; and test -w "$TMPDIR"
and set aws_session_pipe $TMPDIR
test -d "$XDG_RUNTIME_DIR"; and test -O "$XDG_RUNTIME_DIR"; and test -w "$XDG_RUNTIME_DIR"
and set aws_session_pipe $XDG_RUNTIME_DIR
set aws_session_pipe $aws_session_pipe/aws-session-(id -u)-$fish_pid-(random)
set -g aws_session_renewer
set -g aws_session_renewing
set -g aws_session_gone
set -g aws_session_next 0
# Whether the renewer runs; one that was killed may remain as a zombie.
function aws_session_renews
    command kill -0 $aws_session_renewer 2>/dev/null
    or return
    set -l state /proc/$aws_session_renewer/stat
    not test -r $state
    or not string match -q '*) Z *' <$state
end
# Reads the result, if there is one.
function aws_session_renewed
    set -l text
    if test "$aws_session_renewing" != "$AWS_ACCESS_KEY_ID $AWS_SESSION_STATE"
        # The shell has another session now.
        command kill $aws_session_renewer 2>/dev/null
    else if not test -p $aws_session_pipe; or test -L $aws_session_pipe; or not test -O $aws_session_pipe
        aws_session_renews
        and return
        # It ended without a result, and is started once more after a while.
        set aws_session_gone $AWS_ACCESS_KEY_ID
    else if aws_session_renews
        read -lz answer <$aws_session_pipe
        set text $answer
    end
    set aws_session_renewer
    set aws_session_renewing
    if string match -q -- '+*' "$text"
        eval (string sub -s 2 -- "$text" | string collect)
    else if test -n "$text"
        set -g aws_session_warned $AWS_SESSION_EXPIRES
        string sub -s 2 -- "$text" >&2
    end
end
# Starts it, given the seconds left and the time; false if there is nothing to renew.
function aws_session_renew --inherit-variable aws_session_program
    set -q AWS_SESSION_STATE; and test "$argv[1]" -gt 0
    or return 1
    if test -z "$aws_session_renewer"; and test "$argv[2]" -ge "$aws_session_next"
        set aws_session_next (math $argv[2] + 60)
        set aws_session_renewing "$AWS_ACCESS_KEY_ID $AWS_SESSION_STATE"
        # If fish itself ran it in the background, it would be among the user's jobs.
        set aws_session_renewer (sh -c '"$0" renewal fish "$@" </dev/null >/dev/null 2>&1 & echo "$!"' $aws_session_program $fish_pid $aws_session_pipe)
    end
    # If it failed, the warning appears as without it.
    test "$aws_session_gone" != "$AWS_ACCESS_KEY_ID"
end
