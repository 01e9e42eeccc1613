"""The version, asked for."""

from __future__ import annotations

from aws_session.intent import Command


class Version(Command):
    """The program's version."""
