"""The stack of sessions that a shell is in, and what they changed in its environment."""

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
"""Names that shells and programs give a meaning to: a label must not land in them."""

_OF_PROMPTS = frozenset({"AWS_SSO_PROFILE"})
"""What aws-sso sets for prompts, and no SDK reads."""


class SavedVariable(Record):
    """A variable that the sessions changed.

    `digest` is that of the value they set, None where they unset the variable; `original` is what
    it was before, None where it was not there. `folder` is direnv's at that time, for a variable
    that each folder may set for itself.
    """

    name: str
    digest: str | None
    original: str | None
    folder: str | None = None

    REDACTED = ("original",)


class StackEntry(Record):
    """One session: who it is, what started it, and, below the top, its credentials.

    `kind` is the mode that made it; `origin` is `environment`, `profile:NAME` or `foreign`, whose
    credentials it goes back to; `asked` are the call's parameters; `carried` are variables in
    which a profile's settings go along. Times are in Unix seconds.
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
        """Tell whether AWS refuses it by now; one without a known end may still be good."""
        return bool(self.expires) and self.expires <= now


class ReadySession(Record):
    """An MFA session that exists already, in place of one that would need a code.

    `cache_key` says of which key it is and what for, `code` is the digest of the code that bought
    it, and `fresh` whether none that was kept would have done. One that is `lent` is the shell's
    own, for a program that runs in it; the state says nothing of that.
    """

    level: StackEntry
    cache_key: str
    code: str | None = None
    fresh: bool = False
    lent: bool = False


class State(Record):
    """What `end` needs to restore, and the sessions from bottom to top.

    `spent_code` is the digest of the last code that AWS took and `spent_at` when; `places` are
    the AWS files and the endpoint that the first session was made with. `ready` is a session whose
    key is not in the environment: the role that it was begun for was refused.
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
    """Return a checksum that tells whether a value was changed; it protects nothing."""
    # Imported late: a prompt in a shell without a session needs none.
    from aws_session.model.identifiers import checksum

    return checksum(value)


def digest_of_version_1(digest: str | None) -> str | None:
    """Return a digest that a state of version 1 contains as one that `is_digest` compares."""
    return None if digest is None else _VERSION_1 + digest


def is_digest(digest: str, value: str) -> bool:
    """Tell whether a digest is that of a value."""
    from aws_session.model.identifiers import checksum, checksum_of_version_1

    if digest.startswith(_VERSION_1):
        return digest == _VERSION_1 + checksum_of_version_1(value)
    return digest == checksum(value)


def is_for_labels(name: str) -> bool:
    """Tell whether a label may be put into a variable of that name, beside our own."""
    identifier = name.isascii() and name.isidentifier()
    is_of_others = name.startswith(_OTHERS) and name not in _OF_PROMPTS
    return identifier and name not in _MEANT and not is_of_others
