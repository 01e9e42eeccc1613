"""A shell's environment from one command to the next, with an outside world in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_session import environment as states
from aws_session.commands import EnvironmentCommand, run
from aws_session.commands.mfa import Mfa
from aws_session.config import NONE
from aws_session.environment import state_format
from aws_session.environment.state_format import read_snapshot
from aws_session.session import start
from memory import KEYS, START, Store, World

if TYPE_CHECKING:
    from aws_session.environment import Outcome, StackEntry
    from aws_session.session.request import MfaRequest, RoleRequest

    Asked = EnvironmentCommand | MfaRequest | RoleRequest


class Walk:
    """`environ` is the shell's environment, `world` and `outcome` belong to the last command."""

    def __init__(self, environ: dict[str, str] | None = None, config: str = "") -> None:
        self.environ = {"PATH": "/bin", **(KEYS if environ is None else environ)}
        self.config = config
        self.settings = NONE
        self.store = Store()
        self.time: float = START
        self.configured: list[str] = []
        self.world = World(self.environ)
        self.outcome: Outcome

    @classmethod
    def in_session(
        cls, environ: dict[str, str] | None = None, config: str = "", *, at: float = START
    ) -> Walk:
        walk = cls(environ, config)
        walk.time = at
        walk.go(Mfa(), "111111")
        return walk

    def go(
        self, command: EnvironmentCommand | MfaRequest | RoleRequest, *typed: str, **world: Any
    ) -> Outcome:
        """Run one command; `world` are attributes of its outside world."""
        self.time += 60
        self.world = World(self.environ, *typed, terminal=world.pop("terminal", True))
        self.world.time = self.time
        self.world.files = (self.config, "")
        self.world.own_settings = self.settings
        self.world.store = self.store
        for name, value in world.items():
            setattr(self.world, name, value)
        self.outcome = self._outcome(command)
        change = self.outcome.change
        left = {name: v for name, v in self.environ.items() if name not in change.unset}
        self.environ = {**left, **dict(change.assign)}
        self.configured = [*self.world.configured, *self.outcome.notices]
        return self.outcome

    def _outcome(self, command: Asked) -> Outcome:
        if isinstance(command, EnvironmentCommand):
            return run(command, self.world)
        here = read_snapshot(self.environ, int(self.world.now()))
        return start(command, here, self.world)

    def later(self, seconds: float) -> None:
        self.time += seconds

    @property
    def levels(self) -> tuple[StackEntry, ...]:
        return state_format.decode(self.environ[states.VARIABLE]).levels

    @property
    def labels(self) -> list[str]:
        return [level.label for level in self.levels]

    @property
    def region(self) -> tuple[str | None, str | None]:
        return self.environ.get("AWS_REGION"), self.environ.get("AWS_DEFAULT_REGION")

    @property
    def roles(self) -> list[tuple[str | None, str]]:
        """Return who signed for which role, in the order of the calls."""
        return [(key, f"{role.account}/{role.role}") for key, role in self.world.assumed]
