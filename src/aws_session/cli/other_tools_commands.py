"""Words and options of other tools, answered with ours."""

from __future__ import annotations

_EXEC = "aws-session exec TARGET [ROLE] -- COMMAND"
_POSE = "aws-session pose TARGET [ROLE]"
_PROCESS = ("it is called process", "aws-session process TARGET [ROLE] --show NAME")
_NO_KEYS = "aws-session stores no long-term keys"
_CONSOLE = "it is called console"
_SERVER = "for a command that outlasts its session: aws-session exec --refresh TARGET -- COMMAND"
_ROTATE = (
    "in a session: aws iam create-access-key; store the new one: aws configure; then remove the "
    "old one: aws iam delete-access-key --access-key-id ID"
)
_SETUP = "how to load the shell function: aws-session init"

WORDS: dict[str, tuple[str, str]] = {
    "add": (_NO_KEYS, "the AWS CLI does: aws configure --profile NAME"),
    "rotate": (
        "aws-session changes no keys",
        _ROTATE,
    ),
    **dict.fromkeys(
        ("remove", "rm"), (_NO_KEYS, "to delete stored sessions: aws-session end --all")
    ),
    **dict.fromkeys(
        ("export", "env"),
        ("aws-session prints shell code", "for lines NAME=VALUE: aws-session --shell dotenv"),
    ),
    **dict.fromkeys(("credential-process", "credential_process", "credentials"), _PROCESS),
    **dict.fromkeys(("refresh",), ("it is called renew", "aws-session renew")),
    "run": ("it is called exec", _EXEC),
    "shell": ("it is exec without a command", "aws-session exec TARGET [ROLE]"),
    **dict.fromkeys(("role", "assume-role", "switch-role"), ("it is called pose", _POSE)),
    **dict.fromkeys(
        ("completion", "completions", "autocomplete"),
        ("completion is part of the shell function", _SETUP),
    ),
    **dict.fromkeys(("browser", "web", "open"), (_CONSOLE, "aws-session console TARGET [ROLE]")),
    **dict.fromkeys(("setup", "shell-init", "activate"), ("it is called init", _SETUP)),
    **dict.fromkeys(("settings", "configure"), ("it is called config", "aws-session config")),
    **dict.fromkeys(
        ("server", "ecs-server", "ec2-server", "proxy"), ("aws-session runs no server", _SERVER)
    ),
    "login": (
        "a session starts with a code",
        "to start one: aws-session; in the browser: aws-session console TARGET [ROLE]",
    ),
    "sso": (
        "signing in is the AWS CLI's job",
        "first: aws sso login --profile NAME; then: aws-session -p NAME",
    ),
    "token": ("a code is given with --code", "aws-session --code DIGITS"),
}
"""Why a word is not a command, and the line to type."""

NAMES: dict[str, str] = {
    **dict.fromkeys(("switch", "use"), "pose"),
    "start": "mfa",
    **dict.fromkeys(("logout", "unset", "stop", "deactivate", "exit", "unassume"), "end"),
    **dict.fromkeys(("list", "ls", "list-profiles"), "profiles"),
    "list-accounts": "accounts",
    **dict.fromkeys(("whoami", "current", "show", "who"), "status"),
}
"""Other tools' names for our commands."""


def answer(option: str, command: str) -> str | None:
    """Return the line to type in place of an option of another tool's."""
    return None if option in _LISTS and command == "region" else OPTIONS.get(option)


_LISTS = ("-l", "--list")

OPTIONS: dict[str, str] = {
    **dict.fromkeys(
        ("--no-session", "-n"),
        "to assume a role with only the key: aws-session exec --no-mfa TARGET ROLE -- COMMAND",
    ),
    **dict.fromkeys(("--ecs-server", "--ec2-server", "--server"), _SERVER),
    **dict.fromkeys(("-c", "--console"), "in the browser: aws-session console TARGET [ROLE]"),
    **dict.fromkeys(("-l", "--list-profiles", "--list"), "the AWS profiles: aws-session profiles"),
    **dict.fromkeys(
        ("-u", "--unset", "--un", "-un", "--unassume"), "leave the session: aws-session end"
    ),
    **dict.fromkeys(("-V", "-v"), "the version: aws-session version"),
    **dict.fromkeys(("-j", "--json"), "for a program: aws-session process TARGET [ROLE]"),
    **dict.fromkeys(("-a", "--auto-refresh"), _SERVER),
    **dict.fromkeys(("--mfa-token", "--token"), "a code: --code DIGITS"),
    **dict.fromkeys(("--role-arn",), "put the ARN after pose: aws-session pose ARN"),
    **dict.fromkeys(("--source-profile",), "to choose the key: aws-session pose TARGET -p NAME"),
    **dict.fromkeys(("--device", "--mfa-serial"), "put the device after mfa: aws-session mfa ARN"),
    **dict.fromkeys(
        ("--role-duration",), "how long: aws-session pose TARGET [ROLE] --duration TIME"
    ),
    **dict.fromkeys(
        ("--env", "--export", "-e"), "for lines NAME=VALUE: aws-session --shell dotenv"
    ),
    **dict.fromkeys(("--force", "-f", "--force-refresh"), "a new session: aws-session --fresh"),
    **dict.fromkeys(("--kill-refresher", "-k"), "nothing runs in the background: aws-session end"),
    "--exec": f"to run a command: {_EXEC}",
    "--show-commands": "the shell code: aws-session pose TARGET [ROLE] --print",
    **dict.fromkeys(("--service",), "a service: aws-session console TARGET [ROLE] --service NAME"),
}
"""The line to type in place of an option."""
