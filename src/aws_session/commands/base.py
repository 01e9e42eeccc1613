"""What all commands have in common: their options as fields, and an action."""

from __future__ import annotations

from aws_session.commands.options import DEBUG, SHELL, SHOW, Option
from aws_session.errors import SessionError
from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, Self

    from aws_session.environment.snapshot import EnvironmentSnapshot
    from aws_session.session.outcome import Outcome
    from aws_session.session.ports import Ports
    from aws_session.terminal.output import Output


class Command(Record):
    """A command line, read and checked: an option fills the field whose default it is.

    `shell` is a dialect's name, None to find out.
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
    """Whether it runs what stands behind a bare `--`."""

    is_evaluated = False
    """Whether a shell evaluates what it prints."""

    is_help = False
    """Whether it is for `cli` to print what was asked for."""

    failure = 0
    """The status of each failure of ours, where those of another program are to stand out."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _take_options(cls)

    def in_function(self) -> Self:
        """Return what it is where our function asks: what it evaluates goes another way."""
        return self

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        """Do what was asked for; returns the exit status."""
        raise NotImplementedError


def _take_options(cls: type[Command]) -> None:
    """Collect the options that stand as defaults in a class's body, before the inherited ones."""
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
        """Return what becomes of the environment; SessionError where nothing does."""
        raise NotImplementedError


def run(command: EnvironmentCommand, ports: Ports) -> Outcome:
    """Return what a command makes of the environment; the outside world is handed in."""
    from aws_session.environment import snapshot

    here = snapshot.read_snapshot(ports.environ, int(ports.now()))
    try:
        return command.change(here, ports)
    except SessionError as error:
        if error.bought is not None:
            from aws_session.session import ready_session

            error.change = ready_session.carried(error.bought, here)
        raise
