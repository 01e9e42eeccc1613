"""How a command declares its options: once, as the defaults of its fields."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILES = "files"
"""What completes a file's name: the shell itself."""


class Option:
    """An option, a flag or an argument; an argument has no spellings, a flag no metavariable.

    `completes` names what its value may become: known names of a kind, the words themselves, or
    nothing.
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
    "--profile", "-p", metavar="NAME", help="AWS profile whose key signs.", completes="profiles"
)
REGION = option(
    "--region", "-r", metavar="NAME", help="Region for this shell.", completes="regions"
)
CODE = option("--code", "-m", "--mfa-code", metavar="DIGITS", help="The code; - reads stdin.")
DURATION = option(
    "--duration",
    "-d",
    metavar="TIME",
    help="900, 15m, 12h (the default), 36h.",
    completes=("15m", "1h", "2h", "4h", "8h", "12h"),
)
KEEP = flag("--keep", help="Keep it in the system's secret store, for every terminal.")
FRESH = flag("--fresh", help="A new session, even where one is kept.")
SHELL = option(
    "--shell",
    "-s",
    metavar="NAME",
    help="Dialect to print; else it is found out.",
    completes="shells",
)
SHOW = flag("--print", help="Print even where nothing evaluates it.")
JSON = flag("--json", help="For programs.")
DEBUG = flag("--debug", help="Say what went on inside when it fails.")
