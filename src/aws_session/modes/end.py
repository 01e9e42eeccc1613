"""Everything as it was before the first session."""

from __future__ import annotations

from aws_session import durations
from aws_session import environment as env
from aws_session.modes import Outcome
from aws_session.situation import Situation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.errors import SessionError
    from aws_session.lending.keeping import Marker


def leave(
    situation: Situation, local_time: Callable[[int], str], *, revoked: bool = False
) -> Outcome:
    """Return the change that removes our sessions, or another tool's where there are none.

    What is `revoked` does not live on at AWS.
    """
    if situation.damage is not None:
        lost = f"{situation.damage.message}: removed the session, but what it replaced is lost"
        return Outcome(situation.left.change, (lost,), status=1)
    if not situation.state.kept:
        return _leave_foreign(situation)
    living_on = [] if revoked else _living_on(situation, local_time)
    said = [_ended(situation), *living_on, *_back(situation)]
    if situation.left.foreign:
        names = ", ".join(situation.left.foreign)
        said.append(f"changed by somebody since, so left as it is: {names}")
    return Outcome(situation.left.change, tuple(said))


def and_kept(
    outcome: Outcome, kept: tuple[Marker, ...], now: int, local_time: Callable[[int], str]
) -> Outcome:
    """Return the same end, with what is said of sessions that stay for other terminals."""
    # Imported late: most shells that end a session keep nothing.
    from aws_session import display

    living = sorted(
        (marker for marker in kept if marker.left(now)), key=lambda marker: marker.expires
    )
    said = [
        f"still kept for your other terminals: {display.label(marker.label)}, "
        f"from {marker.origin}, until {local_time(marker.expires)}"
        for marker in living
    ]
    if said:
        said.append(f"to delete {'it' if len(living) == 1 else 'them'}: aws-session end --all")
    return outcome.but(said=(*outcome.said, *said))


def and_code(outcome: Outcome) -> Outcome:
    return outcome.but(said=(*outcome.said, "the code was not used: only end --revoke needs one"))


def and_nothing_kept(outcome: Outcome) -> Outcome:
    return outcome.but(said=(*outcome.said, "no session is kept for other terminals"))


def and_forget(outcome: Outcome, count: int, refused: SessionError | None) -> Outcome:
    """Return the same end, with what is said of sessions that were kept for other terminals."""
    kept = "the kept session is" if count == 1 else f"{count} kept sessions are"
    said = (*outcome.said, *((f"{kept} forgotten",) if count else ()))
    if refused is None:
        return outcome.but(said=said)
    left = f"what is kept could not be taken out of the store: {refused.message}"
    return outcome.but(said=(*said, left), status=outcome.status or 1)


def _ended(situation: Situation) -> str:
    return "session ended" if situation.state.levels else "the region is back as it was"


def _leave_foreign(situation: Situation) -> Outcome:
    environ = situation.environ
    held = env.holds_session(environ)
    change = env.difference(environ, env.forget(environ) if held else situation.base)
    if held:
        return Outcome(change, ("removed a session that another tool had set",))
    if environ.get(env.KEY_ID):
        return Outcome(change, ("no session here: the environment holds a long-term key",))
    return Outcome(change, ("no session here, nothing to end",))


def _living_on(situation: Situation, local_time: Callable[[int], str]) -> list[str]:
    latest = max((level.expires for level in situation.state.levels), default=0)
    left = latest - situation.now
    if left <= 0:
        return []
    return [f"at AWS it stays valid until {local_time(latest)} ({durations.spoken(left)})"]


def _back(situation: Situation) -> list[str]:
    base = situation.base
    if env.KEY_ID in situation.left.foreign or not base.get(env.KEY_ID):
        return []
    temporary = base.get(env.TOKEN) or base.get(env.OLD_TOKEN)
    kind = "another tool's session is" if temporary else "your long-term key is"
    return [f"{kind} back in the environment"]
