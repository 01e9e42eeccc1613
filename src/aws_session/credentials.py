"""Credentials whose secrets cannot be printed."""

from __future__ import annotations

from aws_session.value import Value


def token(*candidates: str | None) -> str | None:
    """Return the first session token; an empty one is none, wherever it was read."""
    return next((found for found in candidates if found and not found.isspace()), None)


class Credentials(Value):
    """A key pair, temporary if and only if it has a session token.

    `expires` is in Unix seconds, None for a long-term key or where it is not known.
    """

    key_id: str
    secret_key: str
    session_token: str | None = None
    expires: int | None = None

    HIDDEN = ("secret_key", "session_token")

    def __init__(
        self,
        key_id: str,
        secret_key: str,
        session_token: str | None = None,
        expires: int | None = None,
    ) -> None:
        super().__init__(key_id, secret_key, token(session_token), expires)

    @property
    def temporary(self) -> bool:
        return self.session_token is not None
