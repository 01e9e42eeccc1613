"""The caller's environment, the sessions recorded in it, and the time."""

from __future__ import annotations

from aws_session.environment import change as env
from aws_session.environment import state as states
from aws_session.environment.change import Restored
from aws_session.environment.state import State
from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment.state_format import DamagedStateError

NAMED = "profile"
"""What the state calls the profile that the environment named when its session began."""

MEANT = "meant"
"""What the state calls the profile that was to sign, where the source of its chain signs."""


class EnvironmentSnapshot(Record):
    """The caller's environment and what our sessions did to it.

    `left` is the environment without our sessions; `damage` says why a state could not be read;
    `now` is in Unix seconds.
    """

    environ: dict[str, str]
    now: int
    state: State
    restored: Restored
    damage: DamagedStateError | None = None

    REDACTED = ("environ",)

    @property
    def original_env(self) -> dict[str, str]:
        return self.restored.environ

    @property
    def not_restored(self) -> tuple[str, ...]:
        """What to say where values belong to another folder of direnv."""
        names = ", ".join(entry.name for entry in self.restored.elsewhere)
        return (f"direnv has changed folders, so not restored: {names}",) if names else ()

    @property
    def mismatched(self) -> bool:
        """Whether the keys in the environment are not those of the state's top level."""
        return not self.state.fits(self.environ)


def read_snapshot(environ: dict[str, str], now: int) -> EnvironmentSnapshot:
    """Return what an environment holds."""
    text = environ.get(states.VARIABLE)
    if not text:
        return EnvironmentSnapshot(environ, now, State(), env.restore(environ, ()))
    # Imported late: most shells that are asked for a code hold no state.
    from aws_session.environment import state_format

    try:
        found = state_format.read(text)
    except state_format.DamagedStateError as damage:
        base = env.forget(environ)
        left = Restored(base, env.difference(environ, base), ())
        return EnvironmentSnapshot(environ, now, State(), left, damage)
    return EnvironmentSnapshot(environ, now, found, env.restore(environ, found.kept))
