"""The format of stored sessions: cache keys, metadata and secrets."""

from __future__ import annotations

from aws_session.aws import endpoints
from aws_session.config.profile import LONG_TERM, PROCESS
from aws_session.environment import ENVIRONMENT, StackEntry, pack, unpack
from aws_session.model import Record, identifiers
from aws_session.model.credentials import Credentials
from aws_session.model.identifiers import checksum, checksum_of_version_1
from aws_session.model.partitions import of_region
from aws_session.storage import tsv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.session.precedence import Inputs
    from aws_session.session.request import SessionRequest

_VERSION = "1"
ROLE_MARK = "/role-"
"""What distinguishes a role's cache key from its session's."""

_MARKER = "kept 1"
_MARKER_WITH_STORE = "kept 2"
"""For sessions that the previous version could not find: it looks only where keyring does."""

_COLUMNS = 5


class SessionMetadata(Record):
    """What a file without secrets says about a stored session. Times are in Unix seconds."""

    cache_key: str
    issued: int
    expires: int
    label: str
    account: str
    store: str = ""
    """The store's name in the settings; empty if keyring chooses."""

    @property
    def key_origin(self) -> str:
        """The owner of the key that started it, as in a session's `origin`."""
        return self.cache_key.split(" ", 3)[-1]

    @property
    def origin(self) -> str:
        """The owner of the key that started it, in words."""
        name = self.key_origin.removeprefix("profile:")
        return "the environment" if name == self.key_origin else f"profile {name}"

    @property
    def is_role(self) -> bool:
        return any(ROLE_MARK in signs for signs in self.cache_key.split(" ", 2)[1:2])

    def seconds_left(self, now: int, mfa_age: int | None = None) -> int:
        """Return how many seconds it is valid; `mfa_age` is the maximum age of a code by policy."""
        end = min(self.expires, self.issued + mfa_age) if mfa_age else self.expires
        return max(0, end - now)

    def does(self, plan: SessionRequest, inputs: Inputs) -> bool:
        """Tell whether it can be used instead of the requested session."""
        if plan.keeping.skip_stored:
            return False
        left = self.seconds_left(
            inputs.snapshot.now,
            inputs.settings.of_profile(plan.source.profile_name).mfa_age,
        )
        return left >= max(plan.keeping.min_remaining, inputs.settings.keep_at_least)


def cache_key(plan: SessionRequest, inputs: Inputs) -> str | None:
    """Return the key under which a request's session is stored; None if it is never stored.

    Partition, signer, endpoint and origin: sessions that differ in any of them are separate.
    """
    return _cache_key(plan.source, plan.region, inputs, checksum)


def cache_key_of(source: SourceCredentials, region: str | None, inputs: Inputs) -> str | None:
    """Return the cache key for a signer and a region."""
    return _cache_key(source, region, inputs, checksum)


def is_same_key(one: str, other: str) -> bool:
    """Tell whether two cache keys belong to one long-term key, whatever its profiles are called."""
    return one.split(" ", 3)[:3] == other.split(" ", 3)[:3]


def earlier_cache_key(plan: SessionRequest, inputs: Inputs) -> str | None:
    """Return the cache key of the previous version, or None if it is the same."""
    key = _cache_key(plan.source, plan.region, inputs, checksum_of_version_1)
    return None if key == cache_key(plan, inputs) else key


def _cache_key(
    source: SourceCredentials, region: str | None, inputs: Inputs, digest: Callable[[str], str]
) -> str | None:
    signs = _what_signs(source, inputs, digest)
    if signs is None:
        return None
    endpoint = endpoints.configured(inputs.original_env, source.profile, "sts") or "AWS"
    return " ".join((of_region(region).name, signs, _word(endpoint), source.origin))


def file_name(cache_key: str) -> str:
    """Return the file name of a cache key; two might share one, so the file contains the key."""
    return checksum(cache_key)


def earlier_file_name(cache_key: str) -> str:
    """Return the file name that the previous version used for a cache key."""
    return checksum_of_version_1(cache_key)


def _what_signs(
    signer: SourceCredentials, inputs: Inputs, digest: Callable[[str], str]
) -> str | None:
    """Return the key ID if a file contains it.

    To know a key that a program prints, that program would have to run: the program's line and the
    files are used instead, both before and after it has run.
    """
    profile = signer.profile
    if signer.origin == ENVIRONMENT or (
        profile is not None and profile.kind_as_source == LONG_TERM
    ):
        return _word(signer.key.key_id) if signer.key and not signer.key.temporary else None
    if profile is None or profile.kind != PROCESS:
        return None
    files = inputs.profiles
    texts = [profile.get("credential_process"), files.config_path, files.credentials_path]
    return f"process-{digest(pack([*texts]))}"


def _word(text: str) -> str:
    return text.replace(" ", "%20")


def metadata(key: str, level: StackEntry) -> SessionMetadata:
    return SessionMetadata(key, level.issued, level.expires, level.label, level.account or "")


def metadata_text(marker: SessionMetadata) -> str:
    row = (marker.cache_key, str(marker.issued), str(marker.expires), marker.label, marker.account)
    if not marker.store:
        return tsv.written(_MARKER, (row,))
    return tsv.written(_MARKER_WITH_STORE, ((*row, marker.store),))


def read_metadata(text: str) -> SessionMetadata | None:
    """Return a marker; None if the text is damaged or of another version."""
    rows = tsv.read(_MARKER, text, _COLUMNS)
    rows = rows or tsv.read(_MARKER_WITH_STORE, text, _COLUMNS + 1)
    if not rows:
        return None
    key, issued, expires, label, account, *stores = rows[0]
    try:
        times = identifiers.moment(issued), identifiers.moment(expires)
    except ValueError:
        return None
    plausible = not identifiers.has_controls(key) and (
        not account or identifiers.is_number(account)
    )
    return SessionMetadata(key, *times, label, account, *stores) if plausible else None


def sealed(level: StackEntry) -> str:
    """Return an MFA session as a text for a secret store.

    What belongs to a terminal, its region and origin, is left out.
    """
    key = level.credentials
    assert key is not None  # noqa: S101 - only a new session is stored
    return pack(
        [
            _VERSION,
            [key.key_id, key.secret_key, key.session_token],
            [str(level.issued), str(level.expires)],
            [level.account, level.principal, level.device, level.label],
            [list(pair) for pair in level.request_params],
        ]
    )


def opened(text: str, kind: str = "mfa") -> StackEntry | None:
    """Return the session in a text; None if `sealed` did not write it for this kind."""
    try:
        found: list[object] = list(unpack(text) or ())
        version, key, times, who, asked = found
        if version != _VERSION:
            return None
        pairs = tuple(map(_pair, _list(asked)))
        return _level(kind, texts(key), texts(times), _list(who), pairs)
    except (ValueError, TypeError):
        return None


def _level(
    kind: str,
    key: list[str],
    times: list[str],
    who: list[object],
    asked: tuple[tuple[str, str], ...],
) -> StackEntry:
    key_id, secret, token = key
    issued, expires = map(identifiers.moment, times)
    *names, device, label = who
    account, principal, label = texts([*names, label])
    if device is not None or kind == "mfa":
        # A role may have been assumed without a code.
        (device,) = texts([device])
    if not (
        identifiers.may_be_key_id(key_id)
        and identifiers.is_account(account)
        and identifiers.is_arn(principal)
        and (device is None or identifiers.is_device(device))
        and all(text and identifiers.is_printable(text) for text in (secret, token))
    ):
        raise ValueError("no session")
    credentials = Credentials(key_id, secret, token, expires)
    if not credentials.temporary:
        raise ValueError("a session without a token")
    return StackEntry(
        kind=kind,
        key_id=key_id,
        issued=issued,
        expires=expires,
        account=account,
        principal=principal,
        region=None,
        origin="",
        device=device,
        request_params=asked,
        credentials=credentials,
        label=label,
    )


def _list(node: object) -> list[object]:
    if not isinstance(node, list):
        raise TypeError("a list is missing")
    return node


def texts(node: object) -> list[str]:
    texts = _list(node)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text is missing")
    return [str(text) for text in texts]


def _pair(node: object) -> tuple[str, str]:
    name, value = texts(node)
    return name, value


def cut(text: str, most: int | None) -> tuple[str, ...]:
    """Return a text in parts that a store accepts; the first has their count and a digest.

    `most` is in UTF-16 units, as Windows counts, None if there is no limit.
    """
    room = (most or len(text) + _HEAD) - _HEAD
    if most is not None and not text.isascii():
        # A character takes at most two of them.
        room = max(room // 2, 1)
    pieces = [text[at : at + room] for at in range(0, len(text), room)]
    return (f"{len(pieces)},{checksum(text)},{pieces[0]}", *pieces[1:])


_HEAD = 16
"""Characters reserved in the first part for the count and the digest."""

_MOST_PARTS = 100_000


def parts_of(first: str) -> int:
    """Return how many parts there are; 0 if it is not a first part."""
    count = first.partition(",")[0]
    return identifiers.number(count, _MOST_PARTS) or 0


def joined(parts: tuple[str, ...]) -> str | None:
    """Return the text of its parts; None if they do not all belong to the same text."""
    _, _, rest = parts[0].partition(",")
    digest, _, piece = rest.partition(",")
    text = "".join((piece, *parts[1:]))
    return text if digest in {checksum(text), checksum_of_version_1(text)} else None
