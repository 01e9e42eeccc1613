"""What a run finds: the environment, the sessions in it, the time; the AWS files, the settings."""

from __future__ import annotations

from aws_session import environment, state
from aws_session.environment import Left
from aws_session.state import State
from aws_session.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.profiles import Profiles
    from aws_session.settings import Settings
    from aws_session.state_text import DamagedStateError

NAMED = "profile"
"""What the state calls the profile that the environment named when its session began."""


class Situation(Value):
    """The caller's environment and what our sessions did to it.

    `left` is the environment without our sessions; `damage` says why a state could not be read;
    `now` is in Unix seconds.
    """

    environ: dict[str, str]
    now: int
    state: State
    left: Left
    damage: DamagedStateError | None = None

    HIDDEN = ("environ",)

    @property
    def base(self) -> dict[str, str]:
        return self.left.environ

    @property
    def not_restored(self) -> tuple[str, ...]:
        """What to say where values belong to another folder of direnv."""
        names = ", ".join(entry.name for entry in self.left.elsewhere)
        return (f"direnv has changed folders, so not restored: {names}",) if names else ()

    @property
    def stale(self) -> bool:
        """Whether the keys in the environment are not those of the state's top level."""
        return not self.state.fits(self.environ)


class Knowledge(Value):
    """What is known before AWS is asked anything."""

    situation: Situation
    profiles: Profiles
    settings: Settings

    @property
    def base(self) -> dict[str, str]:
        return self.situation.base


def survey(environ: dict[str, str], now: int) -> Situation:
    """Return what an environment holds."""
    text = environ.get(state.VARIABLE)
    if not text:
        return Situation(environ, now, State(), environment.leave(environ, ()))
    # Imported late: most shells that are asked for a code hold no state.
    from aws_session import state_text

    try:
        found = state_text.read(text)
    except state_text.DamagedStateError as damage:
        base = environment.forget(environ)
        left = Left(base, environment.difference(environ, base), ())
        return Situation(environ, now, State(), left, damage)
    return Situation(environ, now, found, environment.leave(environ, found.kept))
