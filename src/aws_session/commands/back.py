"""The command `back`: return to the previous session, without a code and without a call."""

from __future__ import annotations

from aws_session.commands import EnvironmentCommand
from aws_session.environment import FOREIGN, Outcome, stack
from aws_session.environment import change as changes
from aws_session.errors import SessionError
from aws_session.model import spoken
from aws_session.model.prompt_label import session_label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.environment import EnvironmentSnapshot, StackEntry
    from aws_session.session.ports import Ports


class Back(EnvironmentCommand):
    """A return to the previous session."""

    summary = "Leave a role for the session that it was assumed from, without a code."

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        return back(snapshot, ports.local_time)


def back(snapshot: EnvironmentSnapshot, local_time: Callable[[int], str]) -> Outcome:
    """Return the change to the nearest previous session that has not ended."""
    if snapshot.damage is not None:
        raise snapshot.damage
    levels = stack.levels(snapshot)
    if not levels:
        raise SessionError(
            "this shell has no session that aws-session started",
            hint="to see what it has: aws-session status",
        )
    if len(levels) == 1 and levels[0].origin == FOREIGN:
        # Imported late: few sessions come from another tool.
        from aws_session.session import session_source

        session_source.check_origin(snapshot)
        there = "back to the session that another tool set"
        return Outcome(changes.restoring(snapshot), (there, *snapshot.not_restored))
    below = levels[:-1]
    ended = []
    while below and below[-1].expired(snapshot.now):
        label = session_label(below[-1].label, below[-1].account)
        ended.append(f"{label} ended at {local_time(below[-1].expires)}")
        below = below[:-1]
    if not below:
        why = f": {', '.join(ended)}" if ended else ""
        raise SessionError(
            f"there is no previous session{why}",
            hint="to renew this one: aws-session renew; to leave it: aws-session end",
        )
    top = below[-1]
    changed = tuple(
        f"changed outside aws-session, so left unchanged: {name}"
        for name in stack.left_alone(snapshot)
    )
    notices = (*(f"skipped: {one}" for one in ended), *changed)
    change = stack.arrive(snapshot, below, snapshot.state)
    return Outcome(change, (*notices, _arrived(top, snapshot.now, local_time)))


def _arrived(level: StackEntry, now: int, local_time: Callable[[int], str]) -> str:
    if not level.expires:
        return f"back to {stack.described(level)}"
    left = spoken(level.expires - now)
    return f"back to {stack.described(level)}, until {local_time(level.expires)} ({left})"
