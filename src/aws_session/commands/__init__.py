"""The commands: what they have in common, and their registry; only the requested one is loaded."""

from __future__ import annotations

from aws_session.errors import Leaving, SessionError, UsageError
from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self

    from aws_session.environment import EnvironmentSnapshot, Outcome
    from aws_session.session.ports import Ports
    from aws_session.terminal.output import Output


FILES = "files"
"""Names of files, which the shell itself completes."""


class Option:
    """An option, a flag or an argument; an argument has no spellings, a flag no metavariable.

    `completes` says what completes its value: known names of a kind, the listed words, or nothing.
    """

    __slots__ = ("completes", "default", "help", "metavar", "repeats", "spellings")

    def __init__(
        self,
        spellings: tuple[str, ...],
        metavar: str,
        help: str,  # noqa: A002 - what every parser calls it
        default: object = None,
        *,
        repeats: bool = False,
        completes: str | tuple[str, ...] = "",
    ) -> None:
        self.spellings = spellings
        self.metavar = metavar
        self.help = help
        self.default = default
        self.repeats = repeats
        self.completes = completes

    @property
    def is_argument(self) -> bool:
        return not self.spellings

    @property
    def is_flag(self) -> bool:
        return not self.metavar


def option(
    *spellings: str,
    metavar: str,
    help: str,  # noqa: A002 - what every parser calls it
    default: str | None = None,
    completes: str | tuple[str, ...] = "",
) -> Any:
    return Option(spellings, metavar, help, default, completes=completes)


def repeatable(
    *spellings: str,
    metavar: str,
    help: str,  # noqa: A002 - what every parser calls it
) -> Any:
    return Option(spellings, metavar, help, (), repeats=True)


def flag(*spellings: str, help: str) -> Any:  # noqa: A002 - what every parser calls it
    return Option(spellings, "", help, default=False)


def argument(
    metavar: str,
    *,
    help: str,  # noqa: A002 - what every parser calls it
    completes: str | tuple[str, ...] = "",
) -> Any:
    return Option((), metavar, help, completes=completes)


PROFILE = option(
    "--profile",
    "-p",
    metavar="NAME",
    help="AWS profile whose credentials to use.",
    completes="profiles",
)
REGION = option("--region", "-r", metavar="NAME", help="Region to use.", completes="regions")
CODE = option(
    "--code", "-m", "--mfa-code", metavar="DIGITS", help="MFA code; - reads it from stdin."
)
DURATION = option(
    "--duration",
    "-d",
    metavar="TIME",
    help="How long, for example 900 (seconds), 15m or 12h.",
    completes=("15m", "1h", "2h", "4h", "8h", "12h"),
)
KEEP = flag("--keep", help="Store the session for other terminals, in the system's secret store.")
FRESH = flag("--fresh", help="Start a new session even if one is stored.")
SHELL = option(
    "--shell",
    "-s",
    metavar="NAME",
    help="Shell syntax to print (default: detected).",
    completes="shells",
)
SHELL_TO_OPEN = option(
    "--shell",
    "-s",
    metavar="NAME",
    help="Shell to open (default: the one you are in).",
    completes="shells",
)
SHOW = flag("--print", help="Print the shell code even on a terminal.")
JSON = flag("--json", help="Print JSON, for programs.")
DEBUG = flag("--debug", help="Show details on failure.")


class Command(Record):
    """A parsed and checked command line: an option sets the field whose default it is.

    `shell` is a dialect's name, None to detect it.
    """

    if TYPE_CHECKING:
        options: ClassVar[tuple[tuple[str, Option], ...]]
    else:
        options = ()

    shell: str | None = None
    show: bool = False
    debug: bool = DEBUG

    summary = ""
    """What it does, for its help."""

    takes_terminal = False
    """Whether it cannot run inside a shell's `$(…)`."""

    takes_trailing = False
    """Whether it runs the command after a bare `--`."""

    is_evaluated = False
    """Whether a shell evaluates what it prints."""

    is_help = False
    """Whether `cli` has to print the requested help."""

    silent_with = ""
    """The option with which it prints nothing, and its exit status is the answer."""

    failure = 0
    """The exit status of our own failures, to distinguish them from another program's."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _take_options(cls)

    def in_function(self) -> Self:
        """Return the command as our function runs it, which reads code separately."""
        return self

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        """Run the command; returns the exit status."""
        raise NotImplementedError


def _take_options(cls: type[Command]) -> None:
    """Collect the options that are defaults in a class's body, before the inherited ones."""
    own = [
        (name, default)
        for name in cls.__annotations__
        if isinstance(default := cls.__dict__.get(name), Option)
    ]
    for name, declared in own:
        setattr(cls, name, declared.default)
    names = {name for name, _ in own}
    cls.options = (*own, *(pair for pair in cls.options if pair[0] not in names))


_take_options(Command)


class EnvironmentCommand(Command):
    """A command whose stdout a shell evaluates."""

    shell: str | None = SHELL
    show: bool = SHOW

    is_evaluated = True

    @property
    def reads_stdin(self) -> bool:
        return getattr(self, "code", None) == "-"

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        """Return the change of the environment; SessionError if there is none."""
        raise NotImplementedError


def run(command: EnvironmentCommand, ports: Ports) -> Outcome:
    """Return the environment's change by a command; `ports` is the outside world."""
    here = snapshot(ports.environ, int(ports.now()))
    try:
        outcome = command.change(here, ports)
    except (SessionError, Leaving) as error:
        if error.bought is not None:
            from aws_session.session import ready_session

            error.change = ready_session.carried(error.bought, here)
        raise
    return outcome.replace(change=outcome.change.replace(present=tuple(here.environ)))


def snapshot(environ: dict[str, str], now: int) -> EnvironmentSnapshot:
    """Return the contents of an environment, with or without a state."""
    from aws_session import environment as env

    if not environ.get(env.VARIABLE):
        # Its format is loaded only if there is one: most shells have none when a session starts.
        return env.without_sessions(environ, now)
    from aws_session.environment.state_format import read_snapshot

    return read_snapshot(environ, now)


COMMANDS = {
    "mfa": "Mfa",
    "pose": "Pose",
    "back": "Back",
    "renew": "Renew",
    "renewal": "Renewal",
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
"""Every command, in the order of the help: the names of its module and of its class."""

ALIASES = {"clear": "end", "assume": "pose"}
"""Other names of commands."""

HIDDEN = frozenset({"version", "renewal", *ALIASES})
"""Commands that the help and the completion do not show."""


def is_command(word: str) -> bool:
    return word in COMMANDS or word in ALIASES


def load(word: str) -> type[Command]:
    """Return the class of a command."""
    name = ALIASES.get(word, word)
    module = __import__(f"{__name__}.{name}", fromlist=[COMMANDS[name]])
    found: type[Command] = getattr(module, COMMANDS[name])
    return found


def kind(word: str) -> type[Command]:
    """Return the class of a command; an unknown word counts as one whose output is evaluated."""
    if is_command(word):
        return load(word)
    return EnvironmentCommand


def plain(argv: tuple[str, ...]) -> tuple[str, dict[str, Any]] | None:
    """Return the command and the fields of a line with its name and at most one argument.

    An empty line is one; None if a parser is needed.
    """
    name, *words = argv or ("mfa",)
    if len(words) > 1 or not is_command(name):
        return None
    places = (field for field, option in load(name).options if option.is_argument)
    fields = dict(zip(places, words, strict=False))
    if len(fields) < len(words) or any(word.startswith("-") for word in words):
        return None
    return name, fields


def with_trailing(command: Command, trailing: tuple[str, ...] | None) -> Command:
    """Pass the words after a bare `--` to the command that accepts them."""
    if trailing is None:
        return command
    if not command.takes_trailing:
        raise UsageError("this command takes nothing after --", hint="leave out the words after --")
    return command.replace(trailing=trailing)
