"""The end, asked for."""

from __future__ import annotations

from aws_session.intent import EnvironmentCommand


class End(EnvironmentCommand):
    """Everything as it was before the first session.

    `revoke` kills what was issued so far, `all` forgets what is kept for other terminals, too;
    `foreign` removes a session that another tool has set.
    """

    revoke: bool = False
    all: bool = False
    foreign: bool = False
    code: str | None = None

    REDACTED = ("code",)
