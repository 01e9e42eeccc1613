function _aws_session_run
    command env aws-session $argv
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
complete -c aws-session -e
complete -c aws-session -f -k -a '(__aws_session_complete)'
