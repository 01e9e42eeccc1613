"""What a person types to load the function, and to trace, by dialect."""

LOAD = {
    "bash": 'eval "$(aws-session init bash)"',
    "zsh": 'eval "$(aws-session init zsh)"',
    "ksh": 'eval "$(aws-session init ksh)"',
    "sh": 'eval "$(aws-session init sh)"',
    "fish": "aws-session init fish | source",
}

TRACE = {
    "bash": "set -x",
    "zsh": "set -x",
    "ksh": "set -x",
    "sh": "set -x",
    "fish": "set -g fish_trace 1",
}

ALIAS = {"sh": "alias aws-session='echo alias'", "tcsh": "alias aws-session 'echo alias'"}

WITHOUT_ALIASES = ("posh",)
"""Nor may a function's name have a hyphen there."""
