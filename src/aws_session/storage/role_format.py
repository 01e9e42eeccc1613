"""The format of stored roles: cache keys, what was asked for, and secrets."""

from __future__ import annotations

from aws_session.environment import StackEntry, pack, unpack
from aws_session.model.identifiers import checksum
from aws_session.model.partitions import of_region
from aws_session.storage import session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment import Node
    from aws_session.model.role import AssumeRoleRequest
    from aws_session.session.precedence import Inputs
    from aws_session.session.request import SessionRequest

_VERSION = "role 1"
_LONGEST_ASKED = 600
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
    return " ".join((partition, f"{signs}{session_format.ROLE_MARK}{checksum(asked)}", *rest))


def asked(plan: SessionRequest) -> str:
    """Return everything but the duration that distinguishes two sessions of the same signer.

    A digest replaces a text that is too long.
    """
    from aws_session.model.role import role_calls

    partition = of_region(plan.region).name
    before = (role_calls(level.request_params) for level in plan.parents if level.kind == "pose")
    calls = [call for calls in before for call in calls]
    how = BY_CODE if plan.with_mfa else BY_SESSION
    if not (plan.with_mfa or plan.session or plan.passthrough or plan.parents):
        how = BY_KEY
    text = pack([how, *(_call(call, partition) for call in (*calls, *plan.roles))])
    if len(text) <= _LONGEST_ASKED:
        return text
    # Policies and tags may be too long for a store; imported late, because few requests have any.
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _call(role: AssumeRoleRequest, partition: str) -> Node:
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


def sealed(level: StackEntry, asked: str) -> str:
    """Return a role's session, and what was asked for it, as a text for a secret store."""
    return pack([_VERSION, asked, session_format.sealed(level)])


def opened(text: str, asked: str) -> StackEntry | None:
    """Return the session in a text; None if it is not ours, or something else was asked for."""
    found = _texts(text)
    if found is None or found[:2] != [_VERSION, asked]:
        return None
    return session_format.opened(found[2], "pose")


def key_id(text: str) -> str | None:
    """Return the ID of a stored role's key; None if the text does not belong to a role."""
    found = _texts(text)
    role = None if found is None else session_format.opened(found[2], "pose")
    return None if role is None else role.key_id


def _texts(text: str) -> list[str] | None:
    try:
        version, asked, level = session_format.texts(unpack(text))
    except (ValueError, TypeError):
        return None
    return [version, asked, level]
