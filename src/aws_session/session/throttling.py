"""Calls that AWS throttles are repeated after a pause."""

from __future__ import annotations

from aws_session.model.recoverable_errors import ThrottledError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from aws_session.session.ports import Ports

    T = TypeVar("T")

_PAUSES = (1, 2, 4)
"""Seconds before a throttled call is sent again."""


def retry_throttled(ports: Ports, call: Callable[[], T]) -> T:
    """Return the answer of a call; if AWS throttles it, it is repeated after a pause."""
    for pause in (*_PAUSES, None):
        try:
            return ports.job(call, "waiting for AWS").result()
        except ThrottledError as error:
            if pause is None:
                raise
            until = ports.now() + pause
            ports.count_down(until, f"{error.message}, trying again in")
    raise AssertionError("unreachable: the last pause raises")
