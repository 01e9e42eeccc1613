"""What a person types to load the function, and to trace, by dialect."""

LOAD = {
    "bash": 'eval "$(aws-session init bash)"',
    "zsh": 'eval "$(aws-session init zsh)"',
    "ksh": 'eval "$(aws-session init ksh)"',
    "sh": 'eval "$(aws-session init sh)"',
    "fish": "aws-session init fish | source",
    "tcsh": "eval `aws-session init tcsh`",
    "elvish": "eval (aws-session init elvish | slurp)",
    "nu": "aws-session init nu | save --force aws-session.nu\nsource aws-session.nu",
    "xonsh": "execx($(aws-session init xonsh))",
    "powershell": "aws-session init powershell | Out-String | Invoke-Expression",
}

TRACE = {
    "bash": "set -x",
    "zsh": "set -x",
    "ksh": "set -x",
    "sh": "set -x",
    "fish": "set -g fish_trace 1",
    "tcsh": "set echo",
    "xonsh": "$XONSH_SUBPROC_TRACE = True",
}

SHOW = {
    "bash": "set -v",
    "zsh": "set -v",
    "ksh": "set -v",
    "sh": "set -v",
    "tcsh": "set verbose",
}
"""What shows each line as it is read, where a shell does."""


def alias(dialect: str, name: str, text: str) -> str:
    """Return what makes an alias."""
    return f"alias {name} '{text}'" if dialect == "tcsh" else f"alias {name}='{text}'"


STRUCTURED = ("elvish", "nu", "xonsh", "pwsh")
"""Scripts there are another matter: elvish loads functions only where one types."""

REDIRECT = {"nu": "o>"}

WITHOUT_ALIASES = ("posh",)
"""Nor may a function's name have a hyphen there."""
