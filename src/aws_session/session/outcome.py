"""What a command results in: a change of the environment, messages and a status."""

from __future__ import annotations

from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment.change import EnvironmentChange
    from aws_session.environment.state import ReadySession, StackEntry


class Outcome(Record):
    """What a mode comes to: a change to carry out. A `status` other than 0 fails after the change.

    `arrived` is the session one is in then, with its credentials, where one was asked for;
    `bought` is the session of one's own that took a code.
    """

    change: EnvironmentChange
    notices: tuple[str, ...] = ()
    status: int = 0
    arrived: StackEntry | None = None
    bought: ReadySession | None = None
