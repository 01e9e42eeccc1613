"""The format of stored role sessions: their identity and their secrets."""

from __future__ import annotations

from aws_session.environment import state_format
from aws_session.model.identifiers import checksum
from aws_session.model.partitions import of_region
from aws_session.model.role import role_calls
from aws_session.storage import session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment import StackEntry
    from aws_session.model.role import AssumeRoleRequest
    from aws_session.session.precedence import Inputs
    from aws_session.session.request import SessionRequest
    from aws_session.storage.session_format import SessionMetadata

_VERSION = "role 1"
_MARK = "/role-"
_LONGEST = 600
BY_SESSION, BY_CODE, BY_KEY = "session", "code", "key"
"""What signs for a role: a session of the key's owner, the key with a code, or the key alone."""


def cache_key(
    plan: SessionRequest, signer: SourceCredentials, asked: str, inputs: Inputs
) -> str | None:
    """Return the key under which a role is stored; None for roles that are never stored.

    `signer` has the key at the start of the chain. The cache key only finds a role; the stored role
    itself says whether it is the one that was `asked` for.
    """
    of_signer = session_format.cache_key_of(signer, plan.region, inputs)
    if of_signer is None:
        return None
    partition, signs, *rest = of_signer.split(" ", 3)
    return " ".join((partition, f"{signs}{_MARK}{checksum(asked)}", *rest))


def is_role(marker: SessionMetadata) -> bool:
    return any(_MARK in signs for signs in marker.cache_key.split(" ", 2)[1:2])


def asked(plan: SessionRequest) -> str:
    """Return everything but the duration that distinguishes two sessions of the same signer.

    A digest replaces a text that is too long.
    """
    partition = of_region(plan.region).name
    before = (role_calls(level.request_params) for level in plan.parents if level.kind == "pose")
    calls = [call for calls in before for call in calls]
    how = BY_CODE if plan.with_mfa else BY_SESSION
    if not (plan.with_mfa or plan.session or plan.passthrough or plan.parents):
        how = BY_KEY
    text = state_format.pack([how, *(_call(call, partition) for call in (*calls, *plan.roles))])
    if len(text) <= _LONGEST:
        return text
    # Policies and tags may be too long for a store; imported late, because few requests have any.
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _call(role: AssumeRoleRequest, partition: str) -> state_format.Node:
    return [
        role.arn_in(partition),
        role.session_name,
        role.external_id,
        role.source_identity,
        [[key, value] for key, value in role.tags],
        list(role.all_transitive_keys),
        role.policy,
        list(role.policy_arns),
    ]


def key_id(text: str) -> str | None:
    """Return the ID of a stored role's key; None if the text does not belong to a role."""
    try:
        found: list[object] = list(state_format.unpack(text) or ())
        _, _, level = found
    except (ValueError, TypeError):
        return None
    role = session_format.opened(level, "pose") if isinstance(level, str) else None
    return None if role is None else role.key_id


def sealed(level: StackEntry, asked: str) -> str:
    """Return a role's session, and what was asked for it, as a text for a secret store."""
    return state_format.pack([_VERSION, asked, session_format.sealed(level)])


def opened(text: str, asked: str) -> StackEntry | None:
    """Return the session in a text; None if it is not ours, or something else was asked for."""
    try:
        found: list[object] = list(state_format.unpack(text) or ())
        version, asked_then, level = found
    except (ValueError, TypeError):
        return None
    if version != _VERSION or asked_then != asked or not isinstance(level, str):
        return None
    return session_format.opened(level, "pose")
