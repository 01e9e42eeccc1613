function __aws_session_complete
    set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
    set -e words[1]
    @PROGRAM@ complete fish (count $words) $words (commandline -ct)
    switch $status
        case 3
            __fish_complete_path (commandline -ct)
        case 4
            set -l at (contains -i -- -- $words)
            set -e words[1..$at]
            complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))
    end
end
complete -c @NAME@ -e
complete -c @NAME@ -f -k -a '(__aws_session_complete)'
