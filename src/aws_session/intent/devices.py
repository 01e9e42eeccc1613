"""The devices, asked for."""

from __future__ import annotations

from aws_session.intent import Command


class Devices(Command):
    """One's MFA devices."""

    json: bool = False
    profile: str | None = None
