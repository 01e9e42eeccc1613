"""Strangers' texts made harmless for a terminal; labels that a prompt may evaluate."""

from __future__ import annotations

from time import gmtime, strftime

_UTC = "%Y-%m-%dT%H:%M:%SZ"

# Marks that reorder or hide what is shown: bidi controls, zero-width, line and paragraph breaks.
_TREACHEROUS = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_LABEL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@/+=,-")
_LABEL_LENGTH = 64
_ID_LENGTH = 12
_DIGEST_LENGTH = 8


def harmless(text: str) -> str:
    """Return text that can neither steer a terminal nor pretend to be something else."""
    return "".join(
        character if character.isprintable() and character not in _TREACHEROUS else "\ufffd"
        for character in text
    )


def label(text: str) -> str:
    """Return text that a prompt can evaluate without running anything."""
    return "".join(character if character in _LABEL else "_" for character in text)[:_LABEL_LENGTH]


def session_label(label: str, account: str | None) -> str:
    """Return the label of a session so that two accounts, roles or users never share one.

    `label` is `NAME/ROLE` or `USER@ACCOUNT`. A NAME that would lose letters, does not fit or is
    another account's id gives way to the account's id; a ROLE or USER that would gets a digest.
    """
    if account is None:
        return distinct(label)
    if label.endswith(f"@{account}"):
        user = label.removesuffix(f"@{account}")
        return f"{distinct(user, _LABEL_LENGTH - len(account) - 1)}@{account}"
    name, _, role = label.rpartition("/")
    if not role:
        return account
    fits = _LABEL.issuperset(label) and len(label) <= _LABEL_LENGTH
    if name and fits and not _is_id_of_another(name, account):
        return label
    return f"{account}/{distinct(role, _LABEL_LENGTH - len(account) - 1)}"


def _is_id_of_another(name: str, account: str) -> bool:
    return len(name) == _ID_LENGTH and name.isdigit() and name != account


def distinct(text: str, room: int = _LABEL_LENGTH) -> str:
    """Return a text as it is where it is harmless and fits, else cut and told by a digest."""
    if _LABEL.issuperset(text) and len(text) <= room:
        return text
    from binascii import crc32

    digest = f"{crc32(text.encode(errors='surrogatepass')):0{_DIGEST_LENGTH}x}"
    return f"{label(text)[: room - _DIGEST_LENGTH - 1]}-{digest}"


def utc(moment: int) -> str:
    """Return a Unix time as `2026-11-21T09:00:00Z`, which SDKs read."""
    return strftime(_UTC, gmtime(moment))


def is_utc(text: str) -> bool:
    """Tell whether a text is a moment as `utc` writes it."""
    # Imported late: it takes longer than all else in here.
    from time import strptime

    try:
        strptime(text, _UTC)
    except ValueError:
        return False
    return True
