"""IAM policies that make MFA mandatory, and the policy that revokes sessions."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model import Record, spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_AGE = 28_800
"""Seconds for which a code is valid by default."""

_ENROL = (
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
)
"""What adding a device requires (IAM User Guide, a policy for managing one's own MFA devices)."""

_OWN = (
    "arn:*:iam::*:mfa/*",
    "arn:*:iam::*:user/${aws:username}",
    "arn:*:iam::*:user/*/${aws:username}",
)
"""The user's own, whatever its path; devices can have any name."""

_NOBODY_ENROLS = (
    "it locks out users who have no MFA device yet: they can neither add one nor change a "
    "first password. Add their devices first, or use the form that lets users add their own: "
    "aws-session policy {} --enrol"
)
_ENROLLING = (
    "users still cannot change a first password under it",
    (
        "anyone who has only a user's key can add a device, even if the user already has one "
        "(8 are allowed): go back to the form without --enrol once your users have their "
        "devices"
    ),
)


class Policy(Record):
    """A policy: its statements, each with an explanation, and where to attach it.

    `without` says what a long-term key can do under it, in addition to what no policy can deny:
    asking who it is (GetCallerIdentity), and starting a session (GetSessionToken). `locks_out` says
    who cannot work under it, and `enrol` is the form that lets new users add a device.
    """

    name: str
    purpose: str
    statements: tuple[tuple[dict[str, Any], str], ...]
    attach: tuple[str, ...]
    without: str
    locks_out: tuple[str, ...] = ()
    enrol: tuple[tuple[dict[str, Any], str], ...] = ()

    @property
    def enrolling(self) -> Policy:
        """Return the form under which a user without a device can add one, and do nothing else."""
        return self.replace(
            statements=self.enrol,
            without="adding an MFA device to your own user, and viewing it",
            locks_out=_ENROLLING,
        )

    def document(self) -> dict[str, Any]:
        statements = [dict(statement) for statement, _ in self.statements]
        return {"Version": "2012-10-17", "Statement": statements}


def deny_long_term_keys() -> Policy:
    return Policy(
        "deny-long-term-keys",
        "long-term keys can only start a session; a code is not required",
        (
            (
                _statement(
                    "Deny",
                    {"Null": {"aws:TokenIssueTime": "true"}},
                    NotAction="sts:GetSessionToken",
                ),
                "denies everything without a temporary session, except starting one",
            ),
            (
                _statement("Allow", {"Null": {"aws:TokenIssueTime": "false"}}),
                "allows everything to temporary sessions: restrict it to what the user may do",
            ),
        ),
        (
            "as an inline or managed policy on users or groups, in place of other permissions",
            (
                "sessions started without a code are allowed, except at IAM: combine it with "
                "deny-without-mfa to require a code"
            ),
            (
                "it does not require MFA of console users: signing in with only a password is "
                "enough, even for IAM"
            ),
        ),
        "nothing",
        (
            (
                "roles for more than an hour (pose -d 8h, console -d 8h) cannot work: they "
                "need the long-term key to call AssumeRole, which is denied even with a code"
            ),
            (
                "users who have no MFA device yet can add one only in the console; for the "
                "form that lets them add one with a key: aws-session policy "
                "deny-long-term-keys --enrol"
            ),
        ),
        (
            *_enrolling({"Null": {"aws:TokenIssueTime": "true"}}, "long-term keys"),
            (
                _statement("Allow", {"Null": {"aws:TokenIssueTime": "false"}}),
                "allows everything to temporary sessions: restrict it to what the user may do",
            ),
            _ALLOW_ENROLLING,
        ),
    )


def require_mfa_age(max_age: int = MAX_AGE) -> Policy:
    """Return the policy for a code no older than so many seconds."""
    how_long = spoken(max_age)
    return Policy(
        "require-mfa-age",
        f"denies everything without a code from the last {how_long}",
        (
            (
                _statement(
                    "Deny",
                    {"Null": {"aws:MultiFactorAuthAge": "true"}},
                    NotAction="iam:ListMFADevices",
                ),
                "denies everything without MFA, except listing your MFA devices",
            ),
            (
                _statement(
                    "Deny",
                    {"NumericGreaterThan": {"aws:MultiFactorAuthAge": str(max_age)}},
                    NotAction="iam:ListMFADevices",
                ),
                (
                    f"denies everything once the code is older than {how_long}, however long the "
                    "session is"
                ),
            ),
        ),
        (
            "on users or groups, in addition to policies that allow access",
            (f"sessions stop working after {how_long}: cap them with mfa_age in the settings"),
            "not as a service control policy: role sessions have no MFA and would be denied",
        ),
        "listing your own MFA devices",
        (_NOBODY_ENROLS.format("require-mfa-age"),),
        (
            *_enrolling({"Null": {"aws:MultiFactorAuthAge": "true"}}, "credentials without MFA"),
            (
                _statement(
                    "Deny",
                    {"NumericGreaterThan": {"aws:MultiFactorAuthAge": str(max_age)}},
                    NotAction="iam:ListMFADevices",
                ),
                f"denies everything once the code is older than {how_long}",
            ),
        ),
    )


def allow_with_mfa() -> Policy:
    return Policy(
        "allow-with-mfa",
        "allows everything with MFA, nothing without",
        (
            (
                _statement("Allow", {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
                "allows everything to sessions with MFA: restrict it to what the user may do",
            ),
        ),
        (
            (
                "on users or groups, instead of AdministratorAccess, which also allows access "
                "without MFA"
            ),
            "it denies nothing: other policies can still allow access without MFA",
        ),
        "nothing",
        (_NOBODY_ENROLS.format("allow-with-mfa"),),
        (
            (
                _statement("Allow", {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
                "allows everything to sessions with MFA: restrict it to what the user may do",
            ),
            _ALLOW_ENROLLING,
        ),
    )


def deny_without_mfa() -> Policy:
    return Policy(
        "deny-without-mfa",
        "denies everything without MFA, whatever other policies allow; the strictest",
        (
            (
                _statement("Deny", {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
                "denies everything to sessions without MFA and, by IfExists, to long-term keys",
            ),
        ),
        (
            "on users or groups, in addition to policies that allow access",
            "not as a service control policy: role sessions have no MFA and would be denied",
            "as a permissions boundary on its own, it allows nothing",
        ),
        "nothing",
        (
            _NOBODY_ENROLS.format("deny-without-mfa"),
            (
                "whether a code sent with AssumeRole itself (pose -d 8h) satisfies it is "
                "documented only for trust policies"
            ),
        ),
        _enrolling(
            {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, "credentials without MFA"
        ),
    )


def revoke_older_sessions(before: str) -> Policy:
    """Return the policy against sessions issued before a UTC time, `2026-11-21T09:00:00Z`."""
    return Policy(
        "revoke-older-sessions",
        "ends every session issued before a given time; new ones work",
        (
            (
                _statement("Deny", {"DateLessThan": {"aws:TokenIssueTime": before}}),
                f"denies everything to sessions issued before {before}",
            ),
        ),
        (
            "as an inline policy on the user, or on the role, whose sessions should end",
            (
                "`aws-session end --revoke` writes it under the name AWSRevokeOlderSessions, "
                "and replaces it the next time"
            ),
            "roles assumed from a revoked session stay valid until they expire",
            (
                "sessions of `aws login` stay valid, too, because they are renewed with a "
                "later issue time: the sign-in service's BatchRevokeSessions ends them "
                "(condition key aws:SignInSessionArn)"
            ),
            "the IAM console writes this policy for roles only",
        ),
        "everything that it could do before: only sessions are denied",
    )


def named(name: str, *, max_age: int | None, before: str) -> Policy:
    """Return a policy by its name; UsageError lists the names."""
    for policy in every(max_age=max_age, before=before):
        if policy.name == name:
            if max_age is not None and policy.name != "require-mfa-age":
                raise UsageError(f"--max-age does not apply to {name}", hint="leave it out")
            return policy
    known = ", ".join(policy.name for policy in every(max_age=None, before=before))
    raise UsageError(f"unknown policy {name!r}", hint=f"use one of: {known}")


def every(*, max_age: int | None, before: str) -> tuple[Policy, ...]:
    return (
        deny_long_term_keys(),
        require_mfa_age(max_age or MAX_AGE),
        allow_with_mfa(),
        deny_without_mfa(),
        revoke_older_sessions(before),
    )


def _statement(effect: str, condition: dict[str, dict[str, str]], **what: Any) -> dict[str, Any]:
    return {"Effect": effect, **(what or {"Action": "*"}), "Resource": "*", "Condition": condition}


def _enrolling(
    condition: dict[str, dict[str, str]], whom: str
) -> tuple[tuple[dict[str, Any], str], ...]:
    """Return the two statements that deny everything except adding a device to your own user."""
    others = {"Effect": "Deny", "Action": _own_actions(), "NotResource": list(_OWN)}
    return (
        (
            _statement("Deny", condition, NotAction=list(_ENROL)),
            f"denies {whom} everything except adding an MFA device",
        ),
        ({**others, "Condition": condition}, f"denies {whom} the same actions on other users"),
    )


def _own_actions() -> list[str]:
    return [action for action in _ENROL if action.startswith("iam:")]


_ALLOW_ENROLLING = (
    {"Effect": "Allow", "Action": _own_actions(), "Resource": list(_OWN)},
    "allows users to add an MFA device to their own user",
)
