"""The version, asked for."""

from __future__ import annotations

from aws_session.intent import Intent


class Version(Intent):
    """The program's version."""
