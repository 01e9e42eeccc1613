"""The registry of commands, each in a file of its own; only the one asked for is loaded."""

from __future__ import annotations

from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.commands.base import Command

COMMANDS = {
    "mfa": "Mfa",
    "pose": "Pose",
    "back": "Back",
    "renew": "Renew",
    "region": "Region",
    "resume": "Resume",
    "end": "End",
    "status": "Status",
    "accounts": "Accounts",
    "profiles": "Profiles",
    "devices": "Devices",
    "process": "Process",
    "policy": "Policy",
    "init": "Init",
    "config": "Config",
    "doctor": "Doctor",
    "help": "Help",
    "version": "Version",
    "exec": "Exec",
    "console": "Console",
    "sandbox": "Sandbox",
}
"""Every command, in the order of the help: the name of its module, and of its class in there."""

ALIASES = {"clear": "end", "assume": "pose"}
"""Other names of commands."""

HIDDEN = frozenset({"version", *ALIASES})
"""What the help and the completion do not show."""


def is_command(word: str) -> bool:
    return word in COMMANDS or word in ALIASES


def load(word: str) -> type[Command]:
    """Return the class of a command."""
    name = ALIASES.get(word, word)
    module = __import__(f"{__name__}.{name}", fromlist=[COMMANDS[name]])
    found: type[Command] = getattr(module, COMMANDS[name])
    return found


def kind(word: str) -> type[Command]:
    """Return the class of a command; a word that is none is meant as one that is evaluated."""
    if is_command(word):
        return load(word)
    from aws_session.commands.base import EnvironmentCommand

    return EnvironmentCommand


def bare(argv: tuple[str, ...]) -> str | None:
    """Return the command of a line that is nothing but its name, or nothing at all.

    Such a line says no more than that: its command is the class's own, as it is made.
    """
    word = argv[0] if argv else "mfa"
    return word if len(argv) <= 1 and is_command(word) else None


def with_trailing(command: Command, trailing: tuple[str, ...] | None) -> Command:
    """Hand the words behind a bare `--` to the command that takes them."""
    if trailing is None:
        return command
    if not command.takes_trailing:
        raise UsageError("this command takes nothing after --", hint="leave out the words after --")
    return command.replace(trailing=trailing)
