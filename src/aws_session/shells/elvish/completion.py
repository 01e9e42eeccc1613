"""How elvish takes what fish takes, but passes the last word unquoted."""

from __future__ import annotations

from aws_session.shells.completion import counted
from aws_session.shells.fish.completion import written

__all__ = ["read", "written"]

read = counted
