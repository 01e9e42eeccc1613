"""The stack of a shell's sessions, and what they changed in its environment."""

from __future__ import annotations

from aws_session.model import Record
from aws_session.model.credentials import Credentials

VARIABLE = "AWS_SESSION_STATE"
_VERSION_1 = "1:"
"""Marks a digest that comes from a state of version 1."""

ENVIRONMENT = "environment"
FOREIGN = "foreign"


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


class SavedVariable(Record):
    """A variable that the sessions changed.

    `digest` is that of the value they set, None if they unset the variable; `original` is the
    earlier value, None if it was not set. `folder` is direnv's at that time, for a variable that
    each folder may set for itself.
    """

    name: str
    digest: str | None
    original: str | None
    folder: str | None = None

    REDACTED = ("original",)


class StackEntry(Record):
    """One session: its identity, its source, and, below the top, its credentials.

    `kind` is the command that started it; `origin` is `environment`, `profile:NAME` or `foreign`,
    where its credentials come from; `asked` are the call's parameters; `carried` are variables with
    a profile's settings. Times are in Unix seconds.
    """

    kind: str
    key_id: str
    issued: int
    expires: int
    account: str | None
    principal: str | None
    region: str | None
    origin: str
    device: str | None = None
    request_params: tuple[tuple[str, str], ...] = ()
    credentials: Credentials | None = None
    label: str = ""
    exported_settings: tuple[tuple[str, str], ...] = ()

    REDACTED = ("exported_settings",)

    def expired(self, now: int) -> bool:
        """Tell whether AWS now refuses it; one without a known expiry may still be valid."""
        return bool(self.expires) and self.expires <= now


class ReadySession(Record):
    """An existing MFA session that saves another code.

    `cache_key` identifies its key and purpose, `code` is the digest of the code that was used for
    it, and `fresh` tells whether a stored one would not have been used. One that is `lent` is the
    shell's own, for a program that runs in it; the state does not contain that.
    """

    level: StackEntry
    cache_key: str
    code: str | None = None
    fresh: bool = False
    lent: bool = False


class State(Record):
    """What `end` needs to restore, and the sessions from bottom to top.

    `spent_code` is the digest of the last code that AWS accepted and `spent_at` the time; `places`
    are the AWS files and the endpoint that the first session was started with. `ready` is a session
    whose key is not in the environment: the role that it was started for was refused.
    """

    levels: tuple[StackEntry, ...] = ()
    kept: tuple[SavedVariable, ...] = ()
    spent_code: str | None = None
    spent_at: int = 0
    provenance: tuple[tuple[str, str], ...] = ()
    ready: ReadySession | None = None

    @property
    def top(self) -> StackEntry | None:
        return self.levels[-1] if self.levels else None

    def fits(self, environ: dict[str, str]) -> bool:
        """Tell whether the key in an environment is the top level's."""
        held = environ.get("AWS_ACCESS_KEY_ID") or None
        return held == (self.top.key_id if self.top else held)


def digest(value: str) -> str:
    """Return a checksum that shows whether a value was changed; it protects nothing."""
    # Imported late: a prompt in a shell without a session needs none.
    from aws_session.model.identifiers import checksum

    return checksum(value)


def digest_of_version_1(digest: str | None) -> str | None:
    """Return a digest from a state of version 1 in the form that `is_digest` compares."""
    return None if digest is None else _VERSION_1 + digest


def is_digest(digest: str, value: str) -> bool:
    """Tell whether a digest belongs to a value."""
    from aws_session.model.identifiers import checksum, checksum_of_version_1

    if digest.startswith(_VERSION_1):
        return digest == _VERSION_1 + checksum_of_version_1(value)
    return digest == checksum(value)


def is_for_labels(name: str) -> bool:
    """Tell whether a label may be written to a variable of that name, in addition to our own."""
    identifier = name.isascii() and name.isidentifier()
    is_of_others = name.startswith(_OTHERS) and name not in _OF_PROMPTS
    return identifier and name not in _MEANT and not is_of_others
