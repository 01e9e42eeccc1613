"""The caller's environment: its contents, and the change that a command results in."""

from __future__ import annotations

from aws_session import environment as states
from aws_session.environment import SavedVariable, State
from aws_session.model import Record, credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import ReadySession, StackEntry
    from aws_session.environment.state_format import DamagedStateError


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

SECRETS = frozenset({*SESSION, states.VARIABLE})
"""Variables that a program does not get if it must not know of a session."""

# A half-written session must never sign: the key ID comes last, the secret before it.
_LAST = (TOKEN, SECRET, KEY_ID)


class EnvironmentChange(Record):
    """Names to unset, then names to set, both in the order in which this happens."""

    unset: tuple[str, ...] = ()
    assign: tuple[tuple[str, str], ...] = ()

    REDACTED = ("assign",)

    def validate(self) -> None:
        names = (*self.unset, *(name for name, _ in self.assign))
        if len(set(names)) != len(names):
            raise ValueError("a name is changed twice")

    def without_empty(self) -> EnvironmentChange:
        """Return the change for a shell in which an empty variable counts as unset."""
        empty = tuple(name for name, value in self.assign if not value)
        filled = tuple((name, value) for name, value in self.assign if value)
        return EnvironmentChange((*self.unset, *empty), filled)

    def __bool__(self) -> bool:
        return bool(self.unset or self.assign)


class Restored(Record):
    """An environment without its sessions: its contents, and what others had changed.

    `elsewhere` was set in another direnv folder, and is not restored in this one.
    """

    environ: dict[str, str]
    change: EnvironmentChange
    changed_elsewhere: tuple[str, ...]
    elsewhere: tuple[SavedVariable, ...] = ()

    REDACTED = ("environ",)

    def entry(self, name: str, value: str | None) -> SavedVariable:
        """Return the entry that restores a variable, which a session sets, or unsets with None."""
        digest = None if value is None else states.digest(value)
        before = next((entry for entry in self.elsewhere if entry.name == name), None)
        if before is not None:
            return before.replace(digest=digest)
        folder = self.environ.get(_DIRENV) if name in _OF_FOLDER else None
        return SavedVariable(name, digest, self.environ.get(name), folder)


def restore(environ: dict[str, str], kept: tuple[SavedVariable, ...]) -> Restored:
    """Restore what the sessions changed; later changes are left alone and named."""
    after = {name: value for name, value in environ.items() if name != states.VARIABLE}
    foreign, elsewhere = [], []
    for entry in kept:
        current = environ.get(entry.name)
        if _is_unchanged(entry.digest, current):
            away = entry.name in _OF_FOLDER and entry.folder != environ.get(_DIRENV)
            _put(after, entry.name, None if away else entry.original)
            if away and entry.original is not None:
                elsewhere.append(entry)
        elif current != entry.original:
            foreign.append(entry.name)
    return Restored(after, difference(environ, after), tuple(foreign), tuple(elsewhere))


def _is_unchanged(digest: str | None, value: str | None) -> bool:
    if digest is None or value is None:
        return digest is value
    return states.is_digest(digest, value)


def enter(
    environ: dict[str, str], left: Restored, wanted: dict[str, str | None]
) -> tuple[EnvironmentChange, tuple[SavedVariable, ...]]:
    """Change the environment that is `left` without sessions into one with a session.

    `environ` is the current environment. None unsets a variable. The second value is what restoring
    needs.
    """
    after = dict(left.environ)
    kept = []
    # Variables of another folder stay recorded, wanted or not.
    for name, value in {**dict.fromkeys(e.name for e in left.elsewhere), **wanted}.items():
        entry = left.entry(name, value)
        if value is None and entry.original is None:
            continue
        _put(after, name, value)
        kept.append(entry)
    return difference(environ, after, always=wanted), tuple(kept)


def token(environ: dict[str, str]) -> str | None:
    """Return the session token that boto3 uses; a blank one counts as none."""
    return credentials.token(environ.get(OLD_TOKEN), environ.get(TOKEN))


def holds_session(environ: dict[str, str]) -> bool:
    """Tell whether the key in an environment is temporary: ours or another tool's."""
    key_id = environ.get(KEY_ID) or ""
    if token(environ) is None:
        return key_id.startswith(credentials.TEMPORARY_ID)
    return not key_id.startswith(credentials.LONG_TERM_ID)


def forget(environ: dict[str, str]) -> dict[str, str]:
    """Return an environment without any session's variables and without our state.

    A key without a session token is not a session: it may be the only copy of a long-term one. The
    account is removed with our state, because a stale one misdirects calls; the regions stay.
    """
    gone = {*SESSION, states.VARIABLE}
    if not holds_session(environ):
        gone -= {KEY_ID, SECRET}
    elif states.VARIABLE in environ:
        gone.add(ACCOUNT)
    return {name: value for name, value in environ.items() if name not in gone}


def to(
    environ: dict[str, str], after: dict[str, str], last: EnvironmentChange
) -> EnvironmentChange:
    """Return one change in place of several, the `last` of which must set all that it sets."""
    sure: dict[str, str | None] = dict(last.assign)
    change = difference(environ, after, always=sure)
    return with_state(_without(change, states.VARIABLE), after.get(states.VARIABLE, ""))


def _without(change: EnvironmentChange, name: str) -> EnvironmentChange:
    return change.replace(assign=tuple(pair for pair in change.assign if pair[0] != name))


def applied(environ: dict[str, str], change: EnvironmentChange) -> dict[str, str]:
    """Return an environment after a change."""
    kept = {name: value for name, value in environ.items() if name not in change.unset}
    return {**kept, **dict(change.assign)}


def with_state(change: EnvironmentChange, text: str) -> EnvironmentChange:
    """Return the change with the state in it, before the keys that it belongs to."""
    unset = tuple(name for name in change.unset if name != states.VARIABLE)
    return EnvironmentChange(unset, ((states.VARIABLE, text), *change.assign))


def difference(
    environ: dict[str, str], after: dict[str, str], always: dict[str, str | None] | None = None
) -> EnvironmentChange:
    """Return the change from `environ` to `after`; names in `always` are set even if unchanged."""
    sure = always or {}
    unset = sorted(name for name in environ if name not in after)
    assign = sorted(
        (
            (name, value)
            for name, value in after.items()
            if environ.get(name) != value or sure.get(name) is not None
        ),
        key=_order,
    )
    return EnvironmentChange(tuple(unset), tuple(assign))


def _order(pair: tuple[str, str]) -> tuple[int, str]:
    name, _ = pair
    return (_LAST.index(name) + 1 if name in _LAST else 0, name)


def _put(environ: dict[str, str], name: str, value: str | None) -> None:
    if value is None:
        environ.pop(name, None)
    else:
        environ[name] = value


class Outcome(Record):
    """The result of a command: a change to make. A `status` other than 0 fails after the change.

    `arrived` is the new session with its credentials, if one was requested; `bought` is the MFA
    session that used a code.
    """

    change: EnvironmentChange
    notices: tuple[str, ...] = ()
    status: int = 0
    arrived: StackEntry | None = None
    bought: ReadySession | None = None


NAMED = "profile"
"""The state's name for the profile that the environment named when its session began."""

MEANT = "meant"
"""The state's name for the profile that should sign, if the source of its chain signs."""


class EnvironmentSnapshot(Record):
    """The caller's environment and what our sessions did to it.

    `left` is the environment without our sessions; `damage` says why a state could not be read;
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


def read_snapshot(environ: dict[str, str], now: int) -> EnvironmentSnapshot:
    """Return the contents of an environment."""
    text = environ.get(states.VARIABLE)
    if not text:
        return EnvironmentSnapshot(environ, now, State(), restore(environ, ()))
    # Imported late: most shells have no state when a code is asked for.
    from aws_session.environment import state_format

    try:
        found = state_format.read(text)
    except state_format.DamagedStateError as damage:
        base = forget(environ)
        left = Restored(base, difference(environ, base), ())
        return EnvironmentSnapshot(environ, now, State(), left, damage)
    return EnvironmentSnapshot(environ, now, found, restore(environ, found.kept))
