"""Which of a shell's sessions may list the organization's accounts."""

from __future__ import annotations

from aws_session.environment import stack
from aws_session.model.identity import CallerIdentity, known_caller
from aws_session.session import session_source
from aws_session.session.precedence import Inputs
from aws_session.session.role_start import Start


def listing_notices(start: Start) -> tuple[str, ...]:
    """Return the notices if the signer is not the one that was named: no role is assumed."""
    if start.parents:
        return start.notices
    if not start.roles:
        return ()
    signer, role = start.source.description, start.roles[-1].name
    return (f"listing with the credentials of {signer}, not with the role of profile {role!r}",)


def sessions_that_list(start: Start, inputs: Inputs) -> tuple[Start, ...]:
    """Return this shell's sessions that may list accounts for a start, in addition to its signer.

    They come from the same key; the one at the bottom is the nearest to the organization.
    """
    live = stack.levels(inputs.snapshot)
    if start.parents:
        others = live[: len(start.parents) - 1]
    else:
        others = live if live and live[0].origin == start.source.origin else ()
    found = []
    for place, level in enumerate(others):
        if not level.expired(inputs.snapshot.now) and level.credentials is not None:
            signer = session_source.of_session(
                level.credentials, live[0].origin, inputs, kind=level.kind
            )
            found.append(Start(signer, others[: place + 1]))
    return tuple(found)


def caller_of(start: Start) -> CallerIdentity | None:
    """Return the identity that signs, if it is known without asking AWS."""
    below = start.parents[-1] if start.parents else None
    return None if below is None else known_caller(below.principal, below.account)
