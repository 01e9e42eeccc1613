"""The way back, asked for."""

from __future__ import annotations

from aws_session.intent import EnvironmentCommand


class Back(EnvironmentCommand):
    """The session below."""
