"""What a mode comes to: the change, what to say of it, the exit status."""

from __future__ import annotations

from aws_session.environment import EnvironmentChange
from aws_session.state import Level
from aws_session.value import Value


class Outcome(Value):
    """A change to carry out. A `status` other than 0 fails after the change.

    `arrived` is the session one is in then, with its credentials, where one was asked for.
    """

    change: EnvironmentChange
    said: tuple[str, ...] = ()
    status: int = 0
    arrived: Level | None = None
