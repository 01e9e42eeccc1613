"""The caller's environment: its variables, the stack of its sessions, and what these changed."""

from __future__ import annotations

from aws_session.model import Record, credentials
from aws_session.model.credentials import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment.state_format import DamagedStateError

    Node = str | list["Node"] | None

VARIABLE = "AWS_SESSION_STATE"
STATE_VERSION = "2"
VERSION_1_MARK = "1:"
"""Marks a digest that comes from a state of version 1."""

ENVIRONMENT = "environment"
FOREIGN = "foreign"

KEY_ID = "AWS_ACCESS_KEY_ID"
SECRET = "AWS_SECRET_ACCESS_KEY"
TOKEN = "AWS_SESSION_TOKEN"
OLD_TOKEN = "AWS_SECURITY_TOKEN"
EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"
EXPIRES = "AWS_SESSION_EXPIRES"
LABEL = "AWS_SESSION_LABEL"
ACCOUNT = "AWS_ACCOUNT_ID"
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
PROFILES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
IDENTITIES = (
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_SESSION_NAME",
    "AWS_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AMAZON_ACCESS_KEY_ID",
    "AMAZON_SECRET_ACCESS_KEY",
)
"""Variables that some SDK uses as another identity, or half of one, despite a session's key."""

_DIRENV = "DIRENV_DIR"
_OF_FOLDER = (*PROFILES, *REGIONS)
"""Variables that direnv may set for a folder: a value from one is wrong in another."""

SESSION = (KEY_ID, SECRET, TOKEN, OLD_TOKEN, EXPIRATION, EXPIRES, LABEL)
"""What any session, ours or another tool's, leaves in an environment."""

SECRETS = frozenset({*SESSION, VARIABLE})
"""Variables that a program does not get if it must not know of a session."""

NAMED = "profile"
"""The state's name for the profile that the environment named when its session began."""

MEANT = "meant"
"""The state's name for the profile that should sign, if the source of its chain signs."""


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
    where its credentials come from; `exported_settings` are variables with a profile's settings.
    Times are in Unix seconds.
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

    `spent_code` is the digest of the last code that AWS accepted and `spent_at` the time;
    `provenance` are the AWS files and the endpoint that the first session was started with.
    `ready` is a session whose key is not in the environment: the role that it was started for was
    refused.
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


def is_digest(digest: str, value: str) -> bool:
    """Tell whether a digest belongs to a value."""
    from aws_session.model.identifiers import checksum, checksum_of_version_1

    if digest.startswith(VERSION_1_MARK):
        return digest == VERSION_1_MARK + checksum_of_version_1(value)
    return digest == checksum(value)


class Restored(Record):
    """An environment without its sessions, and what others had changed.

    `elsewhere` was set in another direnv folder, and is not restored in this one.
    """

    environ: dict[str, str]
    changed_elsewhere: tuple[str, ...]
    elsewhere: tuple[SavedVariable, ...] = ()

    REDACTED = ("environ",)

    def entry(self, name: str, value: str | None) -> SavedVariable:
        """Return the entry that restores a variable, which a session sets, or unsets with None."""
        set_to = None if value is None else digest(value)
        before = next((entry for entry in self.elsewhere if entry.name == name), None)
        if before is not None:
            return before.replace(digest=set_to)
        folder = self.environ.get(_DIRENV) if name in _OF_FOLDER else None
        return SavedVariable(name, set_to, self.environ.get(name), folder)


def restore(environ: dict[str, str], kept: tuple[SavedVariable, ...]) -> Restored:
    """Restore what the sessions changed; later changes are left alone and named."""
    after = {name: value for name, value in environ.items() if name != VARIABLE}
    foreign, elsewhere = [], []
    for entry in kept:
        current = environ.get(entry.name)
        if _is_unchanged(entry.digest, current):
            away = entry.name in _OF_FOLDER and entry.folder != environ.get(_DIRENV)
            if away or entry.original is None:
                after.pop(entry.name, None)
            else:
                after[entry.name] = entry.original
            if away and entry.original is not None:
                elsewhere.append(entry)
        elif current != entry.original:
            foreign.append(entry.name)
    return Restored(after, tuple(foreign), tuple(elsewhere))


def _is_unchanged(digest: str | None, value: str | None) -> bool:
    if digest is None or value is None:
        return digest is value
    return is_digest(digest, value)


def token(environ: dict[str, str]) -> str | None:
    """Return the session token that boto3 uses; a blank one counts as none."""
    return credentials.token(environ.get(OLD_TOKEN), environ.get(TOKEN))


def holds_session(environ: dict[str, str]) -> bool:
    """Tell whether the key in an environment is temporary: ours or another tool's."""
    key_id = environ.get(KEY_ID) or ""
    if token(environ) is None:
        return key_id.startswith(credentials.TEMPORARY_ID)
    return bool(key_id) and not key_id.startswith(credentials.LONG_TERM_ID)


class EnvironmentSnapshot(Record):
    """The caller's environment and what our sessions did to it.

    `restored` is the environment without our sessions; `damage` says why a state could not be read;
    `now` is in Unix seconds.
    """

    environ: dict[str, str]
    now: int
    state: State
    restored: Restored
    damage: DamagedStateError | None = None

    REDACTED = ("environ",)

    @property
    def original_env(self) -> dict[str, str]:
        return self.restored.environ

    @property
    def not_restored(self) -> tuple[str, ...]:
        """The message about values that belong to another direnv folder."""
        names = ", ".join(entry.name for entry in self.restored.elsewhere)
        return (f"direnv has changed folders, so not restored: {names}",) if names else ()

    @property
    def mismatched(self) -> bool:
        """Whether the keys in the environment are not those of the state's top level."""
        return not self.state.fits(self.environ)


def without_sessions(environ: dict[str, str], now: int) -> EnvironmentSnapshot:
    """Return the contents of an environment that has no state."""
    return EnvironmentSnapshot(environ, now, State(), restore(environ, ()))


class EnvironmentChange(Record):
    """Names to unset, then names to set, both in the order in which this happens.

    `present` names the variables before the change, None if they are not known. One that `leaves`
    the sessions removes credentials even if another variable cannot be changed.
    """

    unset: tuple[str, ...] = ()
    assign: tuple[tuple[str, str], ...] = ()
    present: tuple[str, ...] | None = None
    leaves: bool = False

    REDACTED = ("assign",)

    def validate(self) -> None:
        if len(set(self.names)) != len(self.names):
            raise ValueError("a name is changed twice")

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.unset, *(name for name, _ in self.assign))

    def without_empty(self) -> EnvironmentChange:
        """Return the change for a shell in which an empty variable counts as unset."""
        empty = tuple(name for name, value in self.assign if not value)
        filled = tuple((name, value) for name, value in self.assign if value)
        return EnvironmentChange((*self.unset, *empty), filled)

    def __bool__(self) -> bool:
        return bool(self.unset or self.assign)


class Outcome(Record):
    """The result of a command: a change to make. A `status` other than 0 fails after the change.

    A notice is a line, and perhaps a second one that says what to do. `arrived` is the new session
    with its credentials, if one was requested; `bought` is the MFA session that used a code.
    """

    change: EnvironmentChange
    notices: tuple[str, ...] = ()
    status: int = 0
    arrived: StackEntry | None = None
    bought: ReadySession | None = None


_PLAIN = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/+=:.@-"


def pack(node: Node) -> str:
    """Return a word of `[A-Za-z0-9_/+=:.,@%-]`: `,` ends a token, whose first letter is its kind.

    `.` is a text in which every other byte is `%XX`, `:` opens and `=` closes a list, `-` is None.
    """
    if node is None:
        return "-,"
    if isinstance(node, str):
        return f".{_escape(node)},"
    return ":," + "".join(map(pack, node)) + "=,"


def unpack(word: str) -> Node:
    """Return what `pack` wrote; ValueError for anything else."""
    outer: list[Node] = []
    stack = [outer]
    for token in word.removesuffix(",").split(","):
        kind, rest = token[:1], token[1:]
        if kind == ".":
            stack[-1].append(_unescape(rest))
        elif token == "-":
            stack[-1].append(None)
        elif token == ":":
            stack.append([])
        elif token == "=" and len(stack) > 1:
            closed = stack.pop()
            stack[-1].append(closed)
        else:
            raise ValueError("unknown token")
    if len(stack) != 1 or len(outer) != 1:
        raise ValueError("lists do not match")
    return outer[0]


def _escape(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    # Keys and tokens are long, and have only plain characters.
    if not raw.translate(None, _PLAIN):
        return text
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)


def _unescape(text: str) -> str:
    if "%" not in text and text.isascii():
        return text
    first, *others = text.split("%")
    raw = first.encode("ascii")
    for part in others:
        raw += bytes.fromhex(part[:2]) + part[2:].encode("ascii")
    return raw.decode("utf-8", "surrogateescape")
