"""What a run finds: the environment, the sessions in it, the time."""

from __future__ import annotations

from aws_session import environment, state
from aws_session.environment import Left
from aws_session.state import DamagedStateError, State
from aws_session.value import Value


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
    def stale(self) -> bool:
        """Whether the keys in the environment are not those of the state's top level."""
        return not self.state.fits(self.environ)


def survey(environ: dict[str, str], now: int) -> Situation:
    """Return what an environment holds."""
    text = environ.get(state.VARIABLE)
    if not text:
        return Situation(environ, now, State(), environment.leave(environ, ()))
    try:
        found = state.decode(text)
    except DamagedStateError as damage:
        base = environment.forget(environ)
        left = Left(base, environment.difference(environ, base), ())
        return Situation(environ, now, State(), left, damage)
    return Situation(environ, now, found, environment.leave(environ, found.kept))
