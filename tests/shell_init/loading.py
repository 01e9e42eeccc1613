"""What a person types to load the function, and to trace, by dialect."""

LOAD = {
    "bash": 'eval "$(aws-session init bash)"',
    "zsh": 'eval "$(aws-session init zsh)"',
    "ksh": 'eval "$(aws-session init ksh)"',
    "sh": 'eval "$(aws-session init sh)"',
    "fish": "aws-session init fish | source",
    "tcsh": "eval `aws-session init tcsh`",
}

TRACE = {
    "bash": "set -x",
    "zsh": "set -x",
    "ksh": "set -x",
    "sh": "set -x",
    "fish": "set -g fish_trace 1",
    "tcsh": "set echo",
}


def alias(dialect: str, name: str, text: str) -> str:
    """Return what makes an alias."""
    return f"alias {name} '{text}'" if dialect == "tcsh" else f"alias {name}='{text}'"


WITHOUT_ALIASES = ("posh",)
"""Nor may a function's name have a hyphen there."""
