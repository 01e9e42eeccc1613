"""Puts a valid AWS session into the shell that evaluates what this program prints."""

from __future__ import annotations

__version__ = "0.1.0"
