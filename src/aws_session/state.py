"""The stack of sessions a shell is in, to and from the text of AWS_SESSION_STATE."""

from __future__ import annotations

from aws_session import notation
from aws_session.credentials import Credentials
from aws_session.errors import SessionError
from aws_session.value import Value

VARIABLE = "AWS_SESSION_STATE"
_VERSION = "1"
_PRIME = 4_294_967_291
"""The greatest below 2**32; the modules that have checksums take longer to load than to sum."""

ENVIRONMENT = "environment"
FOREIGN = "foreign"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class DamagedStateError(SessionError):
    """AWS_SESSION_STATE is not what this program wrote."""


class Kept(Value):
    """A variable that the sessions changed.

    `digest` is that of the value they set, None where they unset the variable; `original` is what
    it was before, None where it was not there.
    """

    name: str
    digest: str | None
    original: str | None

    HIDDEN = ("original",)


class Level(Value):
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
    asked: tuple[tuple[str, str], ...] = ()
    credentials: Credentials | None = None
    label: str = ""
    carried: tuple[tuple[str, str], ...] = ()

    HIDDEN = ("carried",)

    def over(self, now: int) -> bool:
        """Tell whether AWS refuses it by now; one without a known end may still be good."""
        return bool(self.expires) and self.expires <= now


class State(Value):
    """What `end` needs to restore, and the sessions from bottom to top.

    `spent_code` is the digest of the last code that AWS took and `spent_at` when; `places` are
    the AWS files and the endpoint that the first session was made with.
    """

    levels: tuple[Level, ...] = ()
    kept: tuple[Kept, ...] = ()
    spent_code: str | None = None
    spent_at: int = 0
    places: tuple[tuple[str, str], ...] = ()

    @property
    def top(self) -> Level | None:
        return self.levels[-1] if self.levels else None

    def fits(self, environ: dict[str, str]) -> bool:
        """Tell whether the key in an environment is the top level's."""
        held = environ.get("AWS_ACCESS_KEY_ID") or None
        return held == (self.top.key_id if self.top else held)


def digest(value: str) -> str:
    """Return a short mark that tells whether a value was changed; it protects nothing."""
    octets = b"\1" + value.encode("utf-8", "surrogateescape")
    return f"{int.from_bytes(octets, 'big') % _PRIME:08x}"


def encode(state: State) -> str:
    """Return the state as one ASCII word that every dialect carries unquoted."""
    body = notation.write(
        [
            [_level(level) for level in state.levels],
            [[kept.name, kept.digest, kept.original] for kept in state.kept],
            [state.spent_code, str(state.spent_at)],
            [list(place) for place in state.places],
        ]
    )
    return f"{_VERSION},{digest(body)},{body}"


def decode(text: str) -> State:
    """Return the state; DamagedStateError where the text is not whole or not of this version."""
    version, _, rest = text.partition(",")
    mark, _, body = rest.partition(",")
    if version != _VERSION:
        raise DamagedStateError(
            f"{VARIABLE} is of version {version[:8]!r}, which this program does not know",
            hint="end the session with the version of aws-session that started it",
        )
    if digest(body) != mark:
        raise DamagedStateError(f"{VARIABLE} is damaged", hint="aws-session end cleans up")
    try:
        return _state(notation.read(body))
    except (ValueError, TypeError) as error:
        raise DamagedStateError(
            f"{VARIABLE} is not what aws-session writes", hint="aws-session end cleans up"
        ) from error


def check_size(text: str, limit: int) -> None:
    """Refuse a state that the shell cannot hold; `limit` is in bytes."""
    if len(text) > limit:
        raise SessionError(
            f"what this shell must remember takes {len(text)} bytes, and it can hold {limit}",
            hint="keep nothing of the session below: aws-session pose --no-back; or end it first: "
            "aws-session end",
        )


def _level(level: Level) -> notation.Node:
    held = level.credentials
    return [
        level.kind,
        level.key_id,
        str(level.issued),
        str(level.expires),
        level.account,
        level.principal,
        level.region,
        level.origin,
        level.device,
        [list(pair) for pair in level.asked],
        None if held is None else [held.secret_key, held.session_token],
        level.label,
        [list(pair) for pair in level.carried],
    ]


def _state(node: notation.Node) -> State:
    levels, kept, (spent_code, spent_at), places = _list(node)
    return State(
        tuple(_read_level(level) for level in _list(levels)),
        tuple(Kept(*_list(entry)) for entry in _list(kept)),
        spent_code,
        int(spent_at),
        _pairs(places),
    )


def _read_level(node: notation.Node) -> Level:
    *texts, asked, held, label, carried = _list(node)
    kind, key_id, issued, expires, account, principal, region, origin, device = texts
    credentials = None
    if held is not None:
        secret, token = _list(held)
        credentials = Credentials(key_id, secret, token, int(expires))
    return Level(
        kind=kind,
        key_id=key_id,
        issued=int(issued),
        expires=int(expires),
        account=account,
        principal=principal,
        region=region,
        origin=origin,
        device=device,
        asked=_pairs(asked),
        credentials=credentials,
        label=label,
        carried=_pairs(carried),
    )


def _pairs(node: notation.Node) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in map(_list, _list(node)))


def _list(node: notation.Node) -> list[Any]:
    if not isinstance(node, list):
        raise TypeError("a list is missing")
    return node
