"""Every spelling of every option and flag, of all commands."""

from __future__ import annotations

from aws_session.cli._options_table import TABLE

SPELLINGS = sorted(
    {spelling for _, rows in TABLE.values() for _, spellings, *_ in rows for spelling in spellings}
)
