"""Credentials whose secrets cannot be printed."""

from __future__ import annotations

from aws_session.model import Record

LONG_TERM_ID, TEMPORARY_ID = "AKIA", "ASIA"
"""How key IDs begin (IAM User Guide); those of other providers may begin differently."""


UNSHOWN = "a key ID that looks like a secret key"
_SECRET_LENGTH = 40
"""Characters of AWS's secret keys, small letters among them; its key IDs have none."""

_QUOTES = frozenset("'\"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}")


def token(*candidates: str | None) -> str | None:
    """Return the first session token; an empty one counts as none, wherever it was read."""
    return next((found for found in candidates if found and not found.isspace()), None)


def flaw(text: str) -> str | None:
    """Return why a text cannot be a key ID, secret or token; the text itself is not shown."""
    if text[:1] in _QUOTES or text[-1:] in _QUOTES:
        return "is in quotes"
    if not text.isascii():
        return "contains characters outside ASCII"
    if not text.isprintable():
        return "contains a line break or another control character"
    return "contains a space" if " " in text else None


def may_be_secret(key_id: str) -> bool:
    """Tell whether a secret key may stand in a key ID's place."""
    return len(key_id) >= _SECRET_LENGTH and any(letter.islower() for letter in key_id)


def shown_id(key_id: str) -> str:
    """Return a key ID for a message, without a secret key in its place."""
    if may_be_secret(key_id):
        return UNSHOWN
    from aws_session.model.terminal_text import sanitize

    return sanitize(key_id)


class Credentials(Record):
    """A key pair, temporary if and only if it has a session token.

    `expires` is in Unix seconds, None for a long-term key or if it is unknown.
    """

    key_id: str
    secret_key: str
    session_token: str | None = None
    expires: int | None = None

    REDACTED = ("secret_key", "session_token")

    def __init__(
        self,
        key_id: str,
        secret_key: str,
        session_token: str | None = None,
        expires: int | None = None,
    ) -> None:
        super().__init__(key_id, secret_key, token(session_token), expires)

    @property
    def misfit(self) -> str | None:
        """Return why AWS would refuse this key ID with this token, or without one."""
        other = LONG_TERM_ID if self.temporary else TEMPORARY_ID
        if not self.key_id.startswith(other):
            return None
        from aws_session.model.terminal_text import sanitize

        shown = sanitize(self.key_id)
        if self.temporary:
            return f"a long-term key, {shown}, with a session token that does not belong to it"
        return f"a temporary key, {shown}, without its session token"

    @property
    def flaw(self) -> str | None:
        """Return which part cannot be valid, and why."""
        if self.swapped:
            return "key id and a secret key that are swapped"
        if "/" in self.key_id:
            # It would end in the middle of the signature's scope.
            return "key id that contains a slash"
        parts = ("key id", self.key_id), ("secret key", self.secret_key)
        for name, text in (*parts, ("session token", self.session_token)):
            what = flaw(text) if text else None
            if what is not None:
                return f"{name} that {what}"
        return None

    @property
    def swapped(self) -> bool:
        """Whether the key ID stands where the secret key belongs, and the other way round."""
        ids = (LONG_TERM_ID, TEMPORARY_ID)
        return self.secret_key.startswith(ids) and not self.key_id.startswith(ids)

    @property
    def temporary(self) -> bool:
        return self.session_token is not None
