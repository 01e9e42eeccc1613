"""The four ways of making a code mandatory for a user, as policy documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Statement = Mapping[str, Any]


@dataclass(frozen=True)
class MfaPolicy:
    """administrator: whether it is added to AdministratorAccess, or grants access itself."""

    name: str
    document: Mapping[str, Any]
    administrator: bool


def _document(*statements: Statement) -> Mapping[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _statement(effect: str, condition: Statement, **what: Any) -> Statement:
    return {"Effect": effect, "Resource": "*", "Condition": condition} | (what or {"Action": "*"})


MAX_MFA_AGE_SECONDS = 8 * 3600

DENY_LONG_TERM_KEYS = MfaPolicy(
    "deny-long-term-keys",
    _document(
        _statement(
            "Deny",
            {"Null": {"aws:TokenIssueTime": "true"}},
            NotAction="sts:GetSessionToken",
        ),
        _statement("Allow", {"Null": {"aws:TokenIssueTime": "false"}}),
    ),
    administrator=False,
)
REQUIRE_MFA_AGE = MfaPolicy(
    "require-mfa-age",
    _document(
        _statement(
            "Deny",
            {"Null": {"aws:MultiFactorAuthAge": "true"}},
            NotAction="iam:ListMFADevices",
        ),
        _statement(
            "Deny",
            {"NumericGreaterThan": {"aws:MultiFactorAuthAge": str(MAX_MFA_AGE_SECONDS)}},
            NotAction="iam:ListMFADevices",
        ),
    ),
    administrator=True,
)
ALLOW_WITH_MFA = MfaPolicy(
    "allow-with-mfa",
    _document(_statement("Allow", {"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
    administrator=False,
)
DENY_WITHOUT_MFA = MfaPolicy(
    "deny-without-mfa",
    _document(_statement("Deny", {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})),
    administrator=True,
)

MFA_POLICIES = {
    policy.name: policy
    for policy in (DENY_LONG_TERM_KEYS, REQUIRE_MFA_AGE, ALLOW_WITH_MFA, DENY_WITHOUT_MFA)
}

REVOKE_OLDER_SESSIONS = "revoke-older-sessions"
"""Does not require a code: what `end --revoke` attaches."""


def revoking(before: str) -> Mapping[str, Any]:
    """Return the policy that ends all sessions which were issued before a moment (ISO 8601)."""
    return _document(_statement("Deny", {"DateLessThan": {"aws:TokenIssueTime": before}}))
