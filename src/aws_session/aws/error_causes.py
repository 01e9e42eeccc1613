"""The causes of AWS's errors, and the next step for each."""

from __future__ import annotations

from aws_session.errors import SessionError, ThrottledError, WrongCodeError, WrongDeviceError
from aws_session.model import durations
from aws_session.model.record import Record
from aws_session.model.terminal_text import plain

THROTTLES = frozenset(
    {"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"}
)
_CLOCK = frozenset(
    {"RequestExpired", "RequestTimeTooSkewed", "InvalidSignatureException", "SignatureDoesNotMatch"}
)
UNKNOWN_KEY = frozenset({"InvalidClientTokenId", "UnrecognizedClientException"})
_MOST = 1_000
"""Letters of what AWS says that are worth reading."""

_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException"})
_BAD_POLICIES = frozenset({"MalformedPolicyDocument", "PackedPolicyTooLarge"})

HERE, ELSEWHERE = "here", "elsewhere"
"""Where a key that one call finds unknown is good all the same."""

_IDENTITY = "identity-based policy"
_RESOURCE = "resource-based policy"
_OWNERS = {
    _IDENTITY: "whoever looks after your IAM user",
    _RESOURCE: "whoever looks after the other account",
    "permissions boundary": "whoever looks after your IAM user",
    "session policy": "whoever started the session",
    "service control policy": "whoever looks after the organization",
}
"""The kinds of policies, as AWS calls them where it says no, and who writes each."""


class AwsError(Record):
    """AWS's answer to a call that it did not carry out.

    `server_time` is the answer's Date header in Unix seconds, `now` this machine's clock then.
    `with_mfa` is False where whoever signed had surely given no code; `valid_in` where
    GetCallerIdentity, which no policy denies, takes the same key: in this region, or elsewhere.
    `renewal` says how one gets another where a temporary key signed.
    """

    operation: str
    code: str
    message: str
    status: int
    now: int
    server_time: int | None = None
    with_mfa: bool | None = None
    valid_in: str = ""
    renewal: str = ""

    @property
    def clock_off(self) -> str:
        """How wrong this machine's clock is, in words; nothing where that is not known, or not."""
        if self.server_time is None:
            return ""
        off = self.now - self.server_time
        # To the minute: the answer itself took some seconds.
        minutes = round(abs(off) / 60)
        return (
            f"{durations.spoken(minutes * 60)} {'fast' if off > 0 else 'slow'}" if minutes else ""
        )

    @property
    def debug(self) -> str:
        return f"{self.operation}: HTTP {self.status} {self.code}: {self.message}"


def explain(refusal: AwsError, description: str) -> SessionError:
    """Return the error for a refusal; `description` names the credentials that signed.

    What answers may be anybody: of its words none steers a terminal, and none has no end.
    """
    refusal = refusal.replace(code=_shown(refusal.code), message=_shown(refusal.message))
    for explanation in (_of_code, _of_signature, _of_deny, _of_role, _of_key, _of_permission):
        error = explanation(refusal, description)
        if error is not None:
            error.debug = refusal.debug
            return error
    return SessionError(
        f"AWS refused {refusal.operation}: {refusal.code or f'HTTP {refusal.status}'}",
        hint="run it again with --debug to see what AWS said",
        debug=refusal.debug,
    )


def _shown(words: str) -> str:
    words = plain(words)
    return words if len(words) <= _MOST else f"{words[:_MOST]}…"


def _of_code(refusal: AwsError, description: str) -> SessionError | None:
    text = refusal.message
    if "invalid MFA one time pass code" in text:
        device = "check the clock of your phone"
        if refusal.clock_off:
            device = (
                f"this machine's clock is {refusal.clock_off}, so a code made on it is wrong; one "
                "from a phone depends on the phone's"
            )
        return WrongCodeError(
            "AWS refused the code: mistyped, too old, or used already",
            hint=f"wait for the next code; if that fails too, {device}",
        )
    if "unable to validate MFA code" in text:
        return WrongDeviceError(
            f"AWS does not know this MFA device as one of {description}",
            hint="aws-session devices lists yours; name the right one: aws-session mfa ARN (it "
            "stands in the IAM console, under your security credentials)",
        )
    if "Cannot call GetSessionToken" in text:
        return SessionError(
            f"{description} is temporary already, and a code needs a long-term key",
            hint="take a role with it: aws-session pose TARGET; or name a profile with a "
            "long-term key: aws-session --profile NAME",
        )
    if refusal.code in THROTTLES:
        return ThrottledError(
            "AWS is throttling these calls", hint="wait a moment and type it again"
        )
    return None


def _of_signature(refusal: AwsError, description: str) -> SessionError | None:
    if refusal.code not in _CLOCK:
        return None
    text = refusal.message
    if "scoped to a valid region" in text:
        return SessionError(
            "this endpoint does not serve the region that the call was signed for",
            hint="is the region spelt right? aws-session status shows it, --region NAME and "
            "aws-session region NAME change it",
        )
    about_time = refusal.code.startswith("Request") or any(
        words in text for words in ("Signature expired", "not yet current", "clock")
    )
    if not about_time:
        return SessionError(
            f"the secret key of {description} does not fit its key id",
            hint=refusal.renewal
            or "correct it where it stands, or make a new key and run: aws configure",
        )
    return SessionError(
        f"this machine's clock is {refusal.clock_off or 'wrong'}, says AWS", hint=_SET_CLOCK
    )


def _of_key(refusal: AwsError, description: str) -> SessionError | None:
    if refusal.code in UNKNOWN_KEY:
        return _of_unknown_key(refusal, description)
    if refusal.code in _EXPIRED:
        if refusal.clock_off:
            return SessionError(
                f"{description} has expired; this machine's clock is {refusal.clock_off}",
                hint=_SET_CLOCK,
            )
        return SessionError(
            f"{description} has expired",
            hint=refusal.renewal
            or "start again: aws-session; what another tool wrote that tool must refresh, or "
            "name another: aws-session --profile NAME",
        )
    if refusal.code == "RegionDisabledException":
        return SessionError(
            "STS is switched off in this region", hint="use another: aws-session --region NAME"
        )
    return None


def _of_unknown_key(refusal: AwsError, description: str) -> SessionError:
    if refusal.valid_in == HERE:
        return SessionError(
            f"{description} is good, but {refusal.operation} takes no session without a code",
            hint="start one with a code: aws-session",
        )
    if refusal.valid_in == ELSEWHERE:
        return SessionError(
            f"{description} is good, but not in this region, which may have to be enabled first",
            hint="use another: aws-session --region NAME",
        )
    if refusal.renewal:
        return SessionError(
            f"AWS does not know {description}: it is no longer valid, or of another partition",
            hint=refusal.renewal,
        )
    return SessionError(
        f"AWS does not know {description}: the key is deleted, inactive, or of another partition",
        hint="check the key in the IAM console; keys of AWS China or GovCloud need a region "
        "there: aws-session --region NAME",
    )


def _of_deny(refusal: AwsError, description: str) -> SessionError | None:
    if "explicit deny" not in refusal.message:
        return None
    kind = _kind_of_policy(refusal.message)
    if kind and kind != _IDENTITY:
        return SessionError(
            f"a {kind} denies {refusal.operation} to {description}",
            hint=f"no session changes that: ask whoever writes it ({_OWNERS[kind]})",
        )
    if refusal.with_mfa is False:
        return SessionError(
            f"a policy denies {refusal.operation} to {description}, which has given no code",
            hint="start a session with one: aws-session",
        )
    return SessionError(
        f"a policy denies {refusal.operation} to {description}",
        hint="a session that was revoked, that took no code, or whose code is too old by now is "
        "refused like this: start again with aws-session",
    )


def _of_role(refusal: AwsError, description: str) -> SessionError | None:
    text = refusal.message
    if "role chaining" in text:
        return SessionError(
            f"AWS gives a role from {description} an hour at most",
            hint="leave --duration out; with a long-term key and a code it can be longer",
        )
    if "MaxSessionDuration" in text:
        return SessionError(
            "the role does not allow sessions that long",
            hint="an hour (-d 1h) works with every role; the limit is the role's own "
            "`maximum session duration`",
        )
    if refusal.operation == "sts:AssumeRole" and refusal.code in _BAD_POLICIES:
        return SessionError(
            f"AWS cannot use the session's policy or tags: {plain(text)}",
            hint="check --policy, --policy-arn and --tag",
        )
    if "may not be assumed by root" in text:
        return SessionError(
            "roles may not be assumed by root accounts", hint="sign in as an IAM user or a role"
        )
    if refusal.operation == "sts:AssumeRole" and refusal.code == "AccessDenied":
        return _of_refused_role(refusal, description)
    return None


def _of_refused_role(refusal: AwsError, description: str) -> SessionError:
    """Explain a role that was refused: AWS names the policy at fault in one's own account only."""
    text = refusal.message
    named = text.rpartition("on resource: ")[2].split() if "on resource: " in text else []
    what = " ".join((f"{description} may not take the role", *named[:1]))
    kind = _kind_of_policy(text)
    if kind == _RESOURCE:
        return SessionError(
            f"{what}: its trust policy does not allow it",
            hint="it must name you, and may want a code (aws-session pose … --mfa) or an external "
            "id (--external-id)",
        )
    if kind:
        return SessionError(
            f"{what}: no {kind} allows it",
            hint=f"ask for sts:AssumeRole on it ({_OWNERS[kind]})",
        )
    reasons = [
        "there is no such role in that account",
        "its trust policy does not name you or wants an external id (--external-id)",
        "your own policies do not allow it",
    ]
    if refusal.with_mfa is False:
        reasons.insert(0, "no code was given, and it wants one (aws-session pose … --mfa)")
    elif refusal.with_mfa is None:
        reasons.insert(0, "the session has no MFA (then: aws-session)")
    return SessionError(what, hint=f"AWS does not say why. The usual reasons: {', '.join(reasons)}")


def _kind_of_policy(text: str) -> str:
    """Return the kind of policy that AWS says is at fault, where it does."""
    return next((kind for kind in _OWNERS if kind in text), "")


def _of_permission(refusal: AwsError, description: str) -> SessionError | None:
    if refusal.code == "ValidationError":
        return SessionError(
            f"AWS found {refusal.operation} malformed: {plain(refusal.message)}",
            hint="check the device's ARN and the duration",
        )
    if refusal.code in _BAD_POLICIES:
        return SessionError(
            f"AWS finds the policy malformed: {plain(refusal.message)}",
            hint="report it: the policy is this program's own",
        )
    if refusal.code in {"AccessDenied", "AccessDeniedException"}:
        return SessionError(
            f"{description} may not call {refusal.operation}",
            hint="ask whoever writes your policies for this permission",
        )
    return None


_SET_CLOCK = (
    "set the clock and type it again; a time server keeps it right (timedatectl set-ntp true, or "
    "your system's settings)"
)
