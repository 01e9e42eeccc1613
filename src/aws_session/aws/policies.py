"""IAM policies that make MFA mandatory, and the policy that revokes sessions."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model import durations
from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_AGE = 28_800
"""Seconds for which a code counts where nobody says otherwise."""

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
"""What adding a device takes (IAM User Guide, a policy for managing one's own MFA devices)."""

_OWN = (
    "arn:*:iam::*:mfa/*",
    "arn:*:iam::*:user/${aws:username}",
    "arn:*:iam::*:user/*/${aws:username}",
)
"""The user's own, whatever its path; devices are named as one likes."""

_NOBODY_ENROLS = (
    "it locks out whoever has no MFA device yet: they can neither add one nor change a first "
    "password, so they add it before, or an administrator does; or use the form that lets users "
    "add their own: aws-session policy {} --enrol"
)
_ENROLLING = (
    "a first password still cannot be changed under it",
    (
        "whoever holds a user's key alone can add a device of their own, also beside one "
        "that is there "
        "(8 are allowed): go back to the form without --enrol once your users have theirs"
    ),
)


class Policy(Record):
    """A policy: its statements, each with what it means, and where it belongs.

    `without` says what a long-term key can do under it, beside what no policy denies to anybody:
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
            without="adding an MFA device to one's own user, and looking at it",
            locks_out=_ENROLLING,
        )

    def document(self) -> dict[str, Any]:
        statements = [dict(statement) for statement, _ in self.statements]
        return {"Version": "2012-10-17", "Statement": statements}


def deny_long_term_keys() -> Policy:
    return Policy(
        "deny-long-term-keys",
        "long-term keys do nothing but start a session; a code is not demanded",
        (
            (
                _statement(
                    "Deny",
                    {"Null": {"aws:TokenIssueTime": "true"}},
                    NotAction="sts:GetSessionToken",
                ),
                "denies everything to whatever is no temporary session, starting one apart",
            ),
            (
                _statement("Allow", {"Null": {"aws:TokenIssueTime": "false"}}),
                "allows everything to temporary sessions: narrow it to what the user may do",
            ),
        ),
        (
            "as an inline or managed policy on users or groups, in the place of other permissions",
            (
                "a session started without a code passes, except at IAM: combine it with "
                "deny-without-mfa where a code must be given"
            ),
            (
                "it demands no MFA of console users: a sign-in with a password alone passes, IAM "
                "included"
            ),
        ),
        "nothing",
        (
            (
                "roles for more than an hour (pose -d 8h, console -d 8h) cannot work: for these "
                "the long-term key itself calls AssumeRole, which is denied whatever code goes "
                "with it"
            ),
            (
                "whoever has no MFA device yet can add one in the console only; "
                "aws-session policy deny-long-term-keys --enrol prints the form that lets users "
                "add their own with a key"
            ),
        ),
        (
            *_enrolling({"Null": {"aws:TokenIssueTime": "true"}}, "long-term keys"),
            (
                _statement("Allow", {"Null": {"aws:TokenIssueTime": "false"}}),
                "allows everything to temporary sessions: narrow it to what the user may do",
            ),
            _ALLOW_ENROLLING,
        ),
    )


def require_mfa_age(max_age: int = MAX_AGE) -> Policy:
    """Return the policy for a code no older than so many seconds."""
    how_long = durations.spoken(max_age)
    return Policy(
        "require-mfa-age",
        f"nothing without a code given in the last {how_long}",
        (
            (
                _statement(
                    "Deny",
                    {"Null": {"aws:MultiFactorAuthAge": "true"}},
                    NotAction="iam:ListMFADevices",
                ),
                "denies everything without MFA, listing one's devices apart",
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
            "on users or groups, on top of a policy that allows",
            (
                f"sessions longer than {how_long} are useless at the end: mfa_age in the "
                "settings caps them"
            ),
            "not as a service control policy: posed roles carry no MFA and would be denied",
        ),
        "listing one's own MFA devices",
        (_NOBODY_ENROLS.format("require-mfa-age"),),
        (
            *_enrolling({"Null": {"aws:MultiFactorAuthAge": "true"}}, "whatever has no MFA"),
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
        "everything with MFA, nothing without",
        (
            (
                _statement("Allow", {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
                "allows everything to sessions with MFA: narrow it to what the user may do",
            ),
        ),
        (
            "on users or groups, instead of AdministratorAccess, which allows without MFA, too",
            "it denies nothing: any other policy that allows without MFA still does",
        ),
        "nothing",
        (_NOBODY_ENROLS.format("allow-with-mfa"),),
        (
            (
                _statement("Allow", {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
                "allows everything to sessions with MFA: narrow it to what the user may do",
            ),
            _ALLOW_ENROLLING,
        ),
    )


def deny_without_mfa() -> Policy:
    return Policy(
        "deny-without-mfa",
        "nothing without MFA, whatever else allows it; the strictest",
        (
            (
                _statement("Deny", {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
                "denies everything to sessions without MFA and, by IfExists, to long-term keys",
            ),
        ),
        (
            "on users or groups, on top of a policy that allows",
            "not as a service control policy: posed roles carry no MFA and would be denied",
            "as a permissions boundary alone it allows nothing",
        ),
        "nothing",
        (
            _NOBODY_ENROLS.format("deny-without-mfa"),
            (
                "whether a code that goes with AssumeRole itself (pose -d 8h) satisfies it is "
                "documented for trust policies only"
            ),
        ),
        _enrolling(
            {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, "whatever has no MFA"
        ),
    )


def revoke_older_sessions(before: str) -> Policy:
    """Return the policy against sessions issued before a UTC time, `2026-11-21T09:00:00Z`."""
    return Policy(
        "revoke-older-sessions",
        "ends every session issued before a moment; new ones work",
        (
            (
                _statement("Deny", {"DateLessThan": {"aws:TokenIssueTime": before}}),
                f"denies everything to sessions issued before {before}",
            ),
        ),
        (
            "as an inline policy on the user, or on the role whose sessions are to end",
            (
                "named AWSRevokeOlderSessions it is what `aws-session end --revoke` writes, and "
                "the next one replaces it"
            ),
            "roles posed from a revoked session live on until they end",
            (
                "sessions of `aws login` live on, too, for they are renewed with a later time of "
                "issue: the sign-in service's BatchRevokeSessions ends them (condition key "
                "aws:SignInSessionArn)"
            ),
            "the console writes this policy for roles only",
        ),
        "whatever it could do before: only sessions are denied",
    )


def named(name: str, *, max_age: int | None, before: str) -> Policy:
    """Return a policy by its name; UsageError lists the names."""
    for policy in every(max_age=max_age, before=before):
        if policy.name == name:
            if max_age is not None and policy.name != "require-mfa-age":
                raise UsageError(f"--max-age is not about {name}", hint="leave it out")
            return policy
    known = ", ".join(policy.name for policy in every(max_age=None, before=before))
    raise UsageError(f"there is no policy {name!r}", hint=f"one of: {known}")


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
    """Return the two statements that deny everything but adding a device to one's own user."""
    others = {"Effect": "Deny", "Action": _own_actions(), "NotResource": list(_OWN)}
    return (
        (
            _statement("Deny", condition, NotAction=list(_ENROL)),
            f"denies {whom} everything, adding an MFA device apart",
        ),
        ({**others, "Condition": condition}, f"denies {whom} the same on other users"),
    )


def _own_actions() -> list[str]:
    return [action for action in _ENROL if action.startswith("iam:")]


_ALLOW_ENROLLING = (
    {"Effect": "Allow", "Action": _own_actions(), "Resource": list(_OWN)},
    "allows everybody to add an MFA device to their own user",
)
