"""What GetSessionToken is asked for, beside the device and its code."""

from __future__ import annotations

from aws_session.model.record import Record


class SessionTokenRequest(Record):
    """A session of one's own."""

    seconds: int
