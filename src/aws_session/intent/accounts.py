"""The accounts, asked for."""

from __future__ import annotations

from aws_session.intent import Command


class Accounts(Command):
    """The accounts one knows of."""

    refresh: bool = False
    json: bool = False
    profile: str | None = None
