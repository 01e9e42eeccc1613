"""Every spelling of an option or a flag, of whatever command."""

from __future__ import annotations

from aws_session.cli._grammar import GRAMMAR

SPELLINGS = sorted(
    {
        pair.partition("=")[0]
        for options, flags, _ in GRAMMAR.values()
        for pair in f"{options} {flags}".split()
    }
)
