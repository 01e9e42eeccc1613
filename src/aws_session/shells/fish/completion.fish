function _aws_session_run --inherit-variable aws_session_program
    # fish itself would report on the terminal that it cannot run.
    command env $aws_session_program $argv
end

function __aws_session_complete
    set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
    set -e words[1]
    _aws_session_run complete fish (count $words) $words (commandline -ct) 2>/dev/null
    switch $status
        case 3
            # `--policy=FILE` is one word.
            set -l option (string match -r -- '^--[\w-]+=' (commandline -ct))
            __fish_complete_path (string replace -- "$option" '' (commandline -ct)) | string replace -r '^' -- "$option"
        case 4
            set -l at (contains -i -- -- $words)
            set -e words[1..$at]
            complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))
    end
end
complete -c $aws_session_name -e
complete -c $aws_session_name -f -k -a '(__aws_session_complete)'
