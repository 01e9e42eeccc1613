"""The devices, asked for."""

from __future__ import annotations

from aws_session.intent import Intent


class Devices(Intent):
    """One's MFA devices."""

    json: bool = False
    profile: str | None = None
