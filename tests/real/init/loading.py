"""The lines that load the function and turn on tracing, by dialect."""

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
    "powershell": "${function:AwsSessionInit} = aws-session init powershell; . AwsSessionInit",
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
"""The command that shows each line as it is read, if a shell has one."""


def alias(dialect: str, name: str, text: str) -> str:
    """Return the line that defines an alias."""
    return f"alias {name} '{text}'" if dialect == "tcsh" else f"alias {name}='{text}'"


STRUCTURED = ("elvish", "nu", "xonsh", "pwsh")
"""elvish loads functions only in an interactive shell, so scripts are different there."""

REDIRECT = {"nu": "o>"}

WITHOUT_ALIASES = ("posh",)
"""A function's name may not have a hyphen there either."""
