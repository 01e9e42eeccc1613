"""elvish: as fish wants it, but with the last word as it is meant."""

from __future__ import annotations

from aws_session.shells.completion import counted
from aws_session.shells.fish.completion import written

__all__ = ["read", "written"]

read = counted
