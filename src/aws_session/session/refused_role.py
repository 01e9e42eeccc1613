"""The error about a role that AWS refused: the possible reasons, and what to try."""

from __future__ import annotations

from aws_session.aws import access_denied
from aws_session.model.recoverable_errors import RefusedRoleError
from aws_session.model.terminal_text import sanitize
from aws_session.session.known_accounts import closed_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.model.account import AccountListing, Pose
    from aws_session.model.role import AssumeRoleRequest

_MOST_ROLES = 5


def explain(
    error: RefusedRoleError, role: AssumeRoleRequest, signer: str, poses: Iterable[Pose]
) -> None:
    """Add to the hint of a refusal what is known here; `signer` is the kind of its session."""
    there = dict.fromkeys(pose.role for pose in poses if pose.account == role.account)
    if not error.is_explained:
        error.hint = access_denied.reasons_for_refused_role(
            mfa=_mfa(error, signer),
            external_id=bool(role.external_id),
            was_there=role.role in there,
            actions=access_denied.actions_for(
                tags=bool(role.tags), source_identity=bool(role.source_identity)
            ),
        )
    others = [sanitize(name) for name in there if name != role.role][:_MOST_ROLES]
    if others:
        error.hint = f"{error.hint}; roles used before in this account: {', '.join(others)}"


def explain_closed(
    error: RefusedRoleError, role: AssumeRoleRequest, listing: AccountListing | None
) -> None:
    """Say instead that the account is closed, if the cached list of the organization has it so."""
    for account in listing.accounts if listing is not None else ():
        if account.id == role.account and account.closed:
            closed = closed_error(account)
            error.hint = f"{closed.message} in the organization: {closed.hint}"


def _mfa(error: RefusedRoleError, signer: str) -> str:
    """Return which kind of MFA the role may require."""
    if signer == "mfa":
        return ""
    if signer == "pose":
        return access_denied.MFA_OF_CHAIN
    if error.with_mfa is None:
        return access_denied.MFA_OF_SESSION
    return "" if error.with_mfa else access_denied.MFA_WITH_ROLE
