"""The way back, asked for."""

from __future__ import annotations

from aws_session.intent import Mode


class Back(Mode):
    """The session below."""
