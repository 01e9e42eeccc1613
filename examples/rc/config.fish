# ~/.config/fish/config.fish: aws-session as a function, with TAB, if it is installed.
if command -q aws-session
    aws-session init fish --warn | source
end
