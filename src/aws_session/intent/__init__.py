"""What was asked for, checked: a value for each command, as its words said it; one file each.

The command line's grammar is in `cli`; what a word may mean is decided here, once for every
way in which a line is read.
"""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from aws_session.cli.tokenize import Tokens
    from aws_session.intent.accounts import Accounts as Accounts
    from aws_session.intent.back import Back as Back
    from aws_session.intent.config import Config as Config
    from aws_session.intent.console import Console as Console
    from aws_session.intent.devices import Devices as Devices
    from aws_session.intent.doctor import Doctor as Doctor
    from aws_session.intent.end import End as End
    from aws_session.intent.exec import Exec as Exec
    from aws_session.intent.help import Help as Help
    from aws_session.intent.init import Init as Init
    from aws_session.intent.mfa import Mfa as Mfa
    from aws_session.intent.policy import Policy as Policy
    from aws_session.intent.pose import Pose as Pose
    from aws_session.intent.process import Process as Process
    from aws_session.intent.region import Region as Region
    from aws_session.intent.renew import Renew as Renew
    from aws_session.intent.resume import Resume as Resume
    from aws_session.intent.sandbox import Sandbox as Sandbox
    from aws_session.intent.status import Status as Status
    from aws_session.intent.version import Version as Version


class Command(Record):
    """What any command line can say. `shell` is a dialect's name, None to find out.

    One that is no Mode is for people or programs: no shell evaluates what it prints.
    """

    shell: str | None = None
    show: bool = False
    debug: bool = False

    takes_terminal = False
    """Whether it cannot run inside a shell's `$(…)`."""

    takes_trailing = False
    """Whether it runs what stands behind a bare `--`."""

    is_evaluated = False
    """Whether a shell evaluates what it prints."""

    failure = 0
    """The status of each failure of ours, where those of another program are to stand out."""

    def in_function(self) -> Self:
        """Return what it is where our function asks: what it evaluates goes another way."""
        return self


class EnvironmentCommand(Command):
    """A command whose stdout a shell evaluates."""

    is_evaluated = True

    @property
    def reads_stdin(self) -> bool:
        return getattr(self, "code", None) == "-"


_NAMES = {
    "mfa": "Mfa",
    "pose": "Pose",
    "back": "Back",
    "renew": "Renew",
    "region": "Region",
    "resume": "Resume",
    "end": "End",
    "clear": "End",
    "status": "Status",
    "policy": "Policy",
    "accounts": "Accounts",
    "devices": "Devices",
    "process": "Process",
    "init": "Init",
    "config": "Config",
    "doctor": "Doctor",
    "help": "Help",
    "version": "Version",
    "exec": "Exec",
    "console": "Console",
    "sandbox": "Sandbox",
}
"""Commands, and the names of their Intents. Only the one asked for is loaded."""

COMMANDS = tuple(_NAMES)


def of(command: str) -> type[Command]:
    """Return the Intent of a command; a word that is none is meant as a mode."""
    name = _NAMES.get(command)
    return EnvironmentCommand if name is None else _loaded(name)


def bare(argv: tuple[str, ...]) -> str | None:
    """Return the command of a line that is nothing but its name, or nothing at all.

    Such a line says no more than that: its Intent is the command's own, as it is made.
    """
    command = argv[0] if argv else "mfa"
    return command if len(argv) <= 1 and command in _NAMES else None


def prints_code(words: Tokens) -> bool:
    """Tell whether a line that fails must say so in the language of the shell that reads it."""
    return words.wants_help or of(words.command).is_evaluated


def with_trailing(intent: Command, trailing: tuple[str, ...] | None) -> Command:
    """Hand the words behind a bare `--` to the command that takes them."""
    if trailing is None:
        return intent
    if not intent.takes_trailing:
        raise UsageError("nothing may follow -- here", hint="leave the words after -- out")
    return intent.replace(trailing=trailing)


def __getattr__(name: str) -> type[Command]:
    """Load a command's Intent where somebody names it."""
    if name not in _NAMES.values():
        raise AttributeError(name)
    return _loaded(name)


def _loaded(name: str) -> type[Command]:
    module = __import__(f"{__name__}.{name.lower()}", fromlist=[name])
    found: type[Command] = getattr(module, name)
    return found
