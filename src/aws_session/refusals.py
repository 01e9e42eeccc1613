"""What AWS's refusals mean, and what to do about each."""

from __future__ import annotations

from aws_session import durations
from aws_session.display import harmless
from aws_session.errors import SessionError, ThrottledError, WrongCodeError, WrongDeviceError
from aws_session.value import Value

THROTTLES = frozenset(
    {"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"}
)
_CLOCK = frozenset(
    {"RequestExpired", "RequestTimeTooSkewed", "InvalidSignatureException", "SignatureDoesNotMatch"}
)
_UNKNOWN_KEY = frozenset({"InvalidClientTokenId", "UnrecognizedClientException"})
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException"})


class Refusal(Value):
    """AWS's answer to a call that it did not carry out.

    `server_time` is the answer's Date header in Unix seconds, `now` this machine's clock then.
    """

    operation: str
    code: str
    message: str
    status: int
    now: int
    server_time: int | None = None

    @property
    def debug(self) -> str:
        return f"{self.operation}: HTTP {self.status} {self.code}: {self.message}"


def explain(refusal: Refusal, whose: str) -> SessionError:
    """Return the error for a refusal; `whose` names the credentials that signed."""
    for explanation in (_of_code, _of_clock, _of_deny, _of_role, _of_key, _of_permission):
        error = explanation(refusal, whose)
        if error is not None:
            error.debug = refusal.debug
            return error
    return SessionError(
        f"AWS refused {refusal.operation}: {refusal.code}",
        hint="run it again with --debug to see what AWS said",
        debug=refusal.debug,
    )


def _of_code(refusal: Refusal, whose: str) -> SessionError | None:
    text = refusal.message
    if "invalid MFA one time pass code" in text:
        return WrongCodeError(
            "AWS refused the code: mistyped, too old, or used already",
            hint="wait for the next code; if that fails too, check the clock of your phone",
        )
    if "unable to validate MFA code" in text:
        return WrongDeviceError(
            f"AWS does not know this MFA device as one of {whose}",
            hint="name the right one: aws-session mfa ARN (it stands in the IAM console, under "
            "your security credentials)",
        )
    if "Cannot call GetSessionToken" in text:
        return SessionError(
            f"{whose} is temporary already, and a code needs a long-term key",
            hint="name a profile with a long-term key: aws-session --profile NAME",
        )
    if refusal.code in THROTTLES:
        return ThrottledError(
            "AWS is throttling these calls", hint="wait a moment and type it again"
        )
    return None


def _of_clock(refusal: Refusal, whose: str) -> SessionError | None:
    if refusal.code not in _CLOCK:
        return None
    text = refusal.message
    about_time = refusal.code.startswith("Request") or any(
        words in text for words in ("Signature expired", "not yet current", "clock")
    )
    if not about_time:
        return SessionError(
            f"the secret key of {whose} does not fit its key id",
            hint="correct it where it stands, or make a new key and run: aws configure",
        )
    if refusal.server_time is None:
        return SessionError("this machine's clock is wrong", hint=_SET_CLOCK)
    off = refusal.now - refusal.server_time
    side = "fast" if off > 0 else "slow"
    # To the minute: the answer itself took some seconds.
    minutes = round(abs(off) / 60)
    return SessionError(
        f"this machine's clock is {durations.spoken(minutes * 60)} {side}, says AWS",
        hint=_SET_CLOCK,
    )


def _of_key(refusal: Refusal, whose: str) -> SessionError | None:
    if refusal.code in _UNKNOWN_KEY:
        return SessionError(
            f"AWS does not know {whose}: the key is deleted, inactive, or of another partition",
            hint="check the key in the IAM console; keys of AWS China or GovCloud need a region "
            "there: --region",
        )
    if refusal.code in _EXPIRED:
        return SessionError(f"{whose} has expired", hint="start again: aws-session --profile NAME")
    if refusal.code == "RegionDisabledException":
        return SessionError(
            "STS is switched off in this region", hint="use another: aws-session --region NAME"
        )
    return None


def _of_deny(refusal: Refusal, whose: str) -> SessionError | None:
    if "explicit deny" not in refusal.message:
        return None
    return SessionError(
        f"a policy denies {refusal.operation} to {whose}",
        hint="a session that was revoked, that took no code, or whose code is too old by now is "
        "refused like this: start again with aws-session",
    )


def _of_role(refusal: Refusal, whose: str) -> SessionError | None:
    text = refusal.message
    if "role chaining" in text:
        return SessionError(
            f"AWS gives a role from {whose} an hour at most",
            hint="leave --duration out; with a long-term key and a code it can be longer",
        )
    if "MaxSessionDuration" in text:
        return SessionError(
            "the role does not allow sessions that long",
            hint="an hour (-d 1h) works with every role; the limit is the role's own "
            "`maximum session duration`",
        )
    if refusal.code in {"MalformedPolicyDocument", "PackedPolicyTooLarge"}:
        return SessionError(
            f"AWS cannot use the session's policy or tags: {harmless(text)}",
            hint="check --policy, --policy-arn and --tag",
        )
    if "may not be assumed by root" in text:
        return SessionError(
            "roles may not be assumed by root accounts", hint="sign in as an IAM user or a role"
        )
    if refusal.operation == "sts:AssumeRole" and refusal.code == "AccessDenied":
        role = text.rpartition("on resource: ")[2].split()[0] if "on resource: " in text else ""
        return SessionError(
            f"{whose} may not take the role{f' {role}' if role else ''}",
            hint="AWS does not say why. The usual reasons: the session has no MFA (then: "
            "aws-session), there is no such role in that account, its trust policy does not name "
            "you or wants an external id (--external-id), your own policies do not allow it",
        )
    return None


def _of_permission(refusal: Refusal, whose: str) -> SessionError | None:
    if refusal.code == "ValidationError":
        return SessionError(
            f"AWS found {refusal.operation} malformed: {refusal.message}",
            hint="check the device's ARN and the duration",
        )
    if refusal.code in {"AccessDenied", "AccessDeniedException"}:
        return SessionError(
            f"{whose} may not call {refusal.operation}",
            hint="ask whoever writes your policies for this permission",
        )
    return None


_SET_CLOCK = "set the clock (it should follow a time server) and type it again"
