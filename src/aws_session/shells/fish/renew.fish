# What `aws-session init fish --renew` does when a session ends within ten minutes: a role is taken
# again in the background, and what comes of it is read before a later prompt, from a named pipe.
# It is in a folder of this user's, or in /tmp, where nobody takes away what is another's.
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
# Reads what came of it, if that is there.
function aws_session_renewed
    set -l text
    if test "$aws_session_renewing" != "$AWS_ACCESS_KEY_ID $AWS_SESSION_STATE"
        # The session has become another one meanwhile.
        command kill $aws_session_renewer 2>/dev/null
    else if not test -p $aws_session_pipe; or test -L $aws_session_pipe; or not test -O $aws_session_pipe
        command kill -0 $aws_session_renewer 2>/dev/null
        and return
        # It is gone without a word, and is tried once more in a while.
        set aws_session_gone $AWS_ACCESS_KEY_ID
    else if command kill -0 $aws_session_renewer 2>/dev/null
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
# Begins it, with so many seconds left at the time that it is called with; false where there is
# nothing to renew.
function aws_session_renew --inherit-variable aws_session_program
    set -q AWS_SESSION_STATE; and test "$argv[1]" -gt 0
    or return 1
    if test -z "$aws_session_renewer"; and test "$argv[2]" -ge "$aws_session_next"
        set aws_session_next (math $argv[2] + 60)
        set aws_session_renewing "$AWS_ACCESS_KEY_ID $AWS_SESSION_STATE"
        # What fish runs in the background itself is a job of the user's.
        set aws_session_renewer (sh -c '"$0" renewal fish "$@" </dev/null >/dev/null 2>&1 & echo "$!"' $aws_session_program $fish_pid $aws_session_pipe)
    end
    # Where it was of no use, one is warned as without it.
    test "$aws_session_gone" != "$AWS_ACCESS_KEY_ID"
end
