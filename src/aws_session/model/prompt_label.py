"""Labels of sessions that a prompt may evaluate without running anything."""

from __future__ import annotations

_LABEL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@/+=,-")
_LABEL_LENGTH = 64
_ID_LENGTH = 12
_DIGEST_LENGTH = 8


def label(text: str) -> str:
    """Return text that a prompt can evaluate without running anything."""
    return "".join(character if character in _LABEL else "_" for character in text)[:_LABEL_LENGTH]


def session_label(label: str, account: str | None) -> str:
    """Return the label of a session so that two accounts, roles or users never share one.

    `label` is `NAME/ROLE` or `USER@ACCOUNT`. A NAME that would lose characters, is too long or is
    another account's ID is replaced by the account's ID; a ROLE or USER in the same situation gets
    a digest.
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
    """Return a text unchanged if it is harmless and fits, otherwise cut and with a digest."""
    if _LABEL.issuperset(text) and len(text) <= room:
        return text
    from aws_session.model.identifiers import checksum

    return f"{label(text)[: room - _DIGEST_LENGTH - 1]}-{checksum(text)}"


_OTHERS = ("AWS_", "AMAZON_", "EC2_", "LD_", "DYLD_", "PYTHON", "BASH_")
_MEANT = frozenset(
    {
        *("PATH", "HOME", "IFS", "ENV", "SHELL", "USER", "LOGNAME", "PWD", "OLDPWD", "CDPATH"),
        *("PS1", "PS2", "PS4", "PROMPT", "RPROMPT", "PROMPT_COMMAND", "TERM", "LANG", "TZ"),
        *("EDITOR", "VISUAL", "PAGER", "BROWSER", "FPATH", "SHELLOPTS", "SSH_AUTH_SOCK"),
    }
)
"""Names that have a meaning to shells and programs: a label must not be written to them."""

_OF_PROMPTS = frozenset({"AWS_SSO_PROFILE"})
"""Variables that aws-sso sets for prompts, and no SDK reads."""


def is_for_labels(name: str) -> bool:
    """Tell whether a label may be written to a variable of that name, in addition to our own."""
    identifier = name.isascii() and name.isidentifier()
    is_of_others = name.startswith(_OTHERS) and name not in _OF_PROMPTS
    return identifier and name not in _MEANT and not is_of_others
