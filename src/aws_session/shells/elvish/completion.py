"""How elvish accepts what fish accepts, but passes the last word unquoted."""

from __future__ import annotations

from aws_session.shells.completion import read_counted
from aws_session.shells.fish.completion import render

__all__ = ["read", "render"]

read = read_counted
