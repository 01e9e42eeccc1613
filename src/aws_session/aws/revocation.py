"""The policy that revokes the sessions of a role or user, and when it has taken effect."""

from __future__ import annotations

from aws_session.aws import access_denied
from aws_session.aws.access_denied import Denial
from aws_session.model import Record, utc

POLICY_NAME = "AWSRevokeOlderSessions"
"""The name that IAM's own console uses; writing the policy again replaces it."""

DONE = "done"
REVOKED = "refused by an explicit deny"
FORBIDDEN = "not allowed"
DENIED = "a policy denies it: this session was already revoked, or its code is too old"
QUARANTINED = (
    "AWS found an exposed access key of this user and restricted the user: create a new "
    "access key and delete the exposed one first"
)
ABOVE = "a {} denies it (ask {})"
"""The kind of a policy that does not belong to the user, and who manages it."""

UNSEEN = "written, but not confirmed to be in effect"
FULL = "the user's inline policies leave no room for it"
GONE = "the user does not exist"
_REFUSALS = {"AccessDenied": FORBIDDEN, "LimitExceeded": FULL, "NoSuchEntity": GONE}
"""What AWS's error codes mean for the policy."""

POLL_SECONDS = 30
_PAUSE = 1.0


def document(issued_before: int) -> str:
    """Return the policy that denies everything to sessions issued before a given time.

    The time is in Unix seconds; a session issued within that second stays valid.
    """
    moment = utc(issued_before)
    condition = f'{{"DateLessThan":{{"aws:TokenIssueTime":"{moment}"}}}}'
    statement = f'{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{condition}}}'
    return f'{{"Version":"2012-10-17","Statement":[{statement}]}}'


def moment(server_time: int) -> int:
    """Return the time up to which to revoke, by AWS's clock: the second that it is in."""
    return server_time + 1


def refusal(code: str, denial: Denial) -> str | None:
    """Return the answer that an error of AWS is; None for an error that says nothing about it."""
    if code not in _REFUSALS:
        return None
    if denial.is_quarantine:
        return QUARANTINED
    if denial.explicit and denial.kind not in {"", access_denied.IDENTITY}:
        return ABOVE.format(denial.kind, denial.owner)
    return REVOKED if denial.explicit else _REFUSALS[code]


def first(answer: str) -> str:
    """Return what the first answer means: nothing is written if a policy denies it already."""
    return DENIED if answer == REVOKED else answer


def after_writing(answer: str) -> str:
    """Return what a later answer means: the policy is written, whatever AWS says now."""
    return answer if answer in {DONE, REVOKED} else UNSEEN


def pause_after(answer: str, waited: float) -> float | None:
    """Return how many seconds to wait before checking again, None if there is nothing to wait for.

    The call that was just allowed is repeated until it is denied: by then the policy is in force
    everywhere that was asked. `waited` is in seconds.
    """
    if answer == DONE and waited < POLL_SECONDS:
        return min(_PAUSE, POLL_SECONDS - waited)
    return None


class RevocationResult(Record):
    """The result of a revocation; `revoked` if AWS was seen to refuse the old session."""

    notices: tuple[str, ...]
    status: int = 0
    revoked: bool = False


_LIVES_ON = (
    "roles assumed from it stay valid until they expire, sessions of `aws login` renew "
    "themselves, and your long-term key is not affected"
)
_BY_HAND = f"ask an administrator to add this to your user as an inline policy named {POLICY_NAME}"


def verdict(answer: str, policy: str, waited: float) -> RevocationResult:
    """Return what to say after the last answer; `waited` is in seconds."""
    if answer == REVOKED:
        notice = f"revoked: AWS now refuses the old session (checked after {waited:.0f} s)"
        return RevocationResult((notice, _LIVES_ON), revoked=True)
    if answer == DONE:
        notice = (
            f"the policy is in place, but AWS still accepted the old session after {waited:.0f} "
            "s; it can take a few minutes"
        )
        return RevocationResult((notice, _LIVES_ON))
    if answer == UNSEEN:
        notice = (
            "the policy is in place, but AWS did not say whether it refuses the old session; "
            "this can take a few minutes"
        )
        return RevocationResult((notice, _LIVES_ON))
    return not_revoked(answer, policy)


def not_revoked(why: str, policy: str) -> RevocationResult:
    """Return what to say if it was not possible: the policy, and whom to give it to."""
    return RevocationResult((f"not revoked: {why}", _BY_HAND, policy), status=1)
