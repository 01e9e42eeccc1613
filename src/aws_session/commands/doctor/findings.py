"""What a check of doctor finds, with its remedy."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import Record

OK, WARNING, PROBLEM = "ok", "warning", "problem"


class Finding(Record):
    """What a check found, and its subject (`about`). A remedy is a line to type or an action."""

    about: str
    level: str
    what: str
    remedy: str | None = None


def of_error(check: str, error: SessionError) -> Finding:
    return Finding(check, PROBLEM, error.message, error.hint)


def good(check: str, findings: list[Finding], what: str) -> list[Finding]:
    """Return the findings, or, if there are none, one that says that all is well."""
    return findings or [Finding(check, OK, what)]
