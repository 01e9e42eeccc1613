"""The messages for the errors that AWS answers with: the cause, and the next step."""

from __future__ import annotations

from aws_session.aws import access_denied
from aws_session.aws.access_denied import Asked
from aws_session.errors import SessionError
from aws_session.model import Record, partitions, regions, spoken
from aws_session.model.recoverable_errors import ThrottledError, WrongCodeError, WrongDeviceError
from aws_session.model.terminal_text import plain

THROTTLES = frozenset(
    {"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"}
)
_CLOCK = frozenset(
    {"RequestExpired", "RequestTimeTooSkewed", "InvalidSignatureException", "SignatureDoesNotMatch"}
)
UNKNOWN_KEY = frozenset({"InvalidClientTokenId", "UnrecognizedClientException"})
_MOST = 1_000
"""How much of AWS's message is worth reading, in characters."""

_SHORTEST_ID = 16
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException"})
_NO_ACCOUNT = frozenset({"OptInRequired", "SubscriptionRequiredException", "Blocked"})
_BAD_POLICIES = frozenset({"MalformedPolicyDocument", "PackedPolicyTooLarge"})
_BAD_IDENTITIES = frozenset({"InvalidIdentityToken", "IDPRejectedClaim", "IDPCommunicationError"})
_DENIED = frozenset({"AccessDenied", "AccessDeniedException"})
_ASSUME = "sts:AssumeRole"
FOR_CREDENTIALS = "the request for credentials"
"""The call that botocore makes for a profile's credentials, or for those in the environment."""

_OF_WEB_IDENTITY = (
    "the role's ARN and the role session name: role_arn and role_session_name in the profile, or "
    "AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME"
)

HERE, ELSEWHERE = "here", "elsewhere"
"""Where a key is valid although one call does not recognize it."""

_AT_FAULT = {
    "roleArn": "the account and the role: aws-session pose ACCOUNT ROLE",
    "roleSessionName": "the role session name: --session-name, session_name in the settings, or "
    "role_session_name in a profile",
    "sourceIdentity": access_denied.SOURCE_IDENTITY,
    "externalId": "--external-id (in a profile: external_id)",
    "durationSeconds": "--duration (in a profile: duration_seconds)",
    "transitiveTagKeys": "--tag (in a profile: transitive_session_tags)",
    "tags": access_denied.TAGS,
    "policyArns": "--policy-arn",
    "policy": "--policy",
    "serialNumber": "the device's ARN: aws-session devices",
    "tokenCode": "the code: six digits",
}
"""What to check if AWS names a parameter of a call."""


class AwsError(Record):
    """AWS's response to a call that it did not carry out.

    `server_time` is the answer's Date header in Unix seconds, `now` this machine's clock then.
    `with_mfa` is False if the signer certainly gave no code, True if the signer certainly did;
    `valid_in` is where GetCallerIdentity, which no policy denies, accepts the same key: in this
    region, or elsewhere. `renewal` says how to get a new key if a temporary key signed. `misplaced`
    is the region of the call, and the partition of the signer, if it is another than the region's.
    `key_id` is the signer's access key ID, `profile` the profile that contains it.
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
    misplaced: tuple[str, str] | None = None
    key_id: str = ""
    profile: str = ""
    asked: Asked = Asked()

    REDACTED = ("key_id",)

    @property
    def clock_off(self) -> str:
        """How wrong this machine's clock is, in words; empty if it is right or that is unknown."""
        if self.server_time is None:
            return ""
        off = self.now - self.server_time
        # To the minute: the answer itself took some seconds.
        minutes = round(abs(off) / 60)
        return f"{spoken(minutes * 60)} {'fast' if off > 0 else 'slow'}" if minutes else ""

    @property
    def debug(self) -> str:
        return f"{self.operation}: HTTP {self.status} {self.code}: {self.message}"


def explain(refusal: AwsError, description: str) -> SessionError:
    """Return the error for a refusal; `description` names the credentials that signed.

    Anyone may have answered: the text is shortened, and nothing in it can control a terminal.
    """
    refusal = refusal.replace(code=_shown(refusal.code), message=_shown(refusal.message))
    for explanation in (_of_code, _of_signature, _of_role, _of_key, _of_permission):
        error = explanation(refusal, description)
        if error is not None:
            error.debug = refusal.debug
            return error
    return SessionError(
        f"AWS refused {refusal.operation}: {refusal.code or f'HTTP {refusal.status}'}",
        hint="to see what AWS said, run the command again with --debug",
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
                f"this machine's clock is {refusal.clock_off}, so codes generated on it are "
                "wrong; a code from a phone depends on the phone's clock"
            )
        return WrongCodeError(
            "AWS refused the code: mistyped, too old, or already used",
            hint=f"wait for the next code; if that fails too, {device}",
        )
    if "unable to validate MFA code" in text:
        return WrongDeviceError(
            f"this MFA device does not belong to the user of {description}",
            hint="find its ARN in the IAM console, under your security credentials, or, where you "
            "may list your devices, with aws-session devices; then type: aws-session mfa ARN",
        )
    if "must provide both MFA serial number and one time pass code" in text:
        return SessionError(
            "AWS received a code without an MFA device, or a device without a code",
            hint="give both: aws-session mfa DEVICE --code CODE",
        )
    if "Cannot call GetSessionToken" in text:
        return SessionError(
            f"{description} is temporary, and an MFA code needs a long-term key",
            hint="to assume a role with it: aws-session pose TARGET; to use a profile with a "
            "long-term key: aws-session --profile NAME",
        )
    if refusal.code in THROTTLES:
        return ThrottledError(
            "AWS is throttling these calls", hint="wait a moment, then run the command again"
        )
    return None


def _of_signature(refusal: AwsError, description: str) -> SessionError | None:
    if refusal.code not in _CLOCK:
        return None
    text = refusal.message
    if "scoped to a valid region" in text:
        return _of_region(text.partition("not '")[2].partition("'")[0])
    if "scoped to correct service" in text:
        service = text.partition("'")[2].partition("'")[0]
        # It becomes part of a variable's name, and whoever answers may have written it.
        service = service if service.isalnum() and service.isascii() else "sts"
        return SessionError(
            f"{refusal.operation} was sent to an endpoint of {service}",
            hint="if AWS_ENDPOINT_URL or endpoint_url in a profile is the address of one service, "
            f"set it for that service only, for example AWS_ENDPOINT_URL_{service.upper()}",
        )
    about_time = refusal.code.startswith("Request") or any(
        words in text for words in ("Signature expired", "not yet current", "clock")
    )
    if not about_time:
        return SessionError(
            f"the secret key of {description} does not match its access key ID",
            hint=refusal.renewal or _new_key(refusal),
        )
    return SessionError(
        f"according to AWS, this machine's clock is {refusal.clock_off or 'wrong'}", hint=_SET_CLOCK
    )


def _of_region(region: str) -> SessionError:
    """Return the error for a region that an endpoint does not serve; empty if it is unknown."""
    what = "the region that the call was signed for"
    if region:
        what = f"region {region}, for which the call was signed"
    another = regions.another(region, "check how the region is spelled: aws-session status")
    return SessionError(
        f"this endpoint does not serve {what}",
        hint=f"{another}, add --region NAME to the command, or type: aws-session region NAME",
    )


def _of_key(refusal: AwsError, description: str) -> SessionError | None:
    if refusal.code in UNKNOWN_KEY:
        return _of_unknown_key(refusal, description)
    if refusal.code in EXPIRED:
        if refusal.clock_off:
            return SessionError(
                f"{description} has expired; this machine's clock is {refusal.clock_off}",
                hint=_SET_CLOCK,
            )
        return SessionError(
            f"{description} has expired",
            hint=refusal.renewal
            or "if another tool wrote it, renew it with that tool or use another profile: "
            "aws-session --profile NAME; otherwise start a new session: aws-session",
        )
    if refusal.code in _BAD_IDENTITIES:
        return SessionError(
            f"AWS rejected the web identity token of {description}: {refusal.message}",
            hint="get a new token from the program that writes it, or check the identity provider "
            "in the role's account",
        )
    if refusal.code in _NO_ACCOUNT:
        return SessionError(
            f"AWS has not activated, or has blocked, the account of {description}",
            hint="sign in to the account in a browser as its owner: the console says what is "
            "missing; or ask AWS Support",
        )
    if refusal.code == "RegionDisabledException":
        return SessionError(
            "STS is not activated in this region",
            hint="use another region: aws-session --region NAME",
        )
    return None


def _of_unknown_key(refusal: AwsError, description: str) -> SessionError:
    if refusal.misplaced is not None:
        region, own = refusal.misplaced
        there, here = partitions.of_region(region).name, partitions.named(own)
        return SessionError(
            f"region {plain(region)} is in partition {there}, but {description} belongs to "
            f"partition {own}",
            hint=f"name a region of {own} with --region, or for this shell: aws-session region "
            f"{here.global_region if here else 'NAME'}",
        )
    if refusal.valid_in == HERE and refusal.with_mfa:
        return SessionError(
            f"{description} is valid, but {refusal.operation} does not accept it",
            hint="start a new session: aws-session; if that does not help, run the command again "
            "with --debug to see what AWS said",
        )
    if refusal.valid_in == HERE:
        return SessionError(
            f"{description} is valid, but {refusal.operation} does not accept sessions without MFA",
            hint="start a session with MFA: aws-session",
        )
    if refusal.valid_in == ELSEWHERE:
        return SessionError(
            f"{description} is valid, but not in this region, which may have to be enabled first",
            hint="use another region: aws-session --region NAME",
        )
    if refusal.key_id and not _is_issued(refusal.key_id):
        return SessionError(
            f"AWS does not recognize {description}: its access key ID is not one of AWS's, "
            "which are like AKIAIOSFODNN7EXAMPLE",
            hint=refusal.renewal or _new_key(refusal),
        )
    if refusal.renewal:
        return SessionError(
            f"AWS does not recognize {description}: it has become "
            "invalid, or belongs to another partition",
            hint=refusal.renewal,
        )
    return SessionError(
        f"AWS does not recognize {description}: the key was deleted, is inactive, or "
        "belongs to another partition",
        hint="check the key in the IAM console; for a key of AWS China or GovCloud, name a "
        "region there: aws-session --region NAME",
    )


def _new_key(refusal: AwsError) -> str:
    from aws_session.config import profile_faults

    command = profile_faults.configure(refusal.profile)
    return f"correct it, or create a new key and enter it: {command}"


def _is_issued(key_id: str) -> bool:
    """Tell whether AWS can have issued an access key ID (IAM API reference, AccessKey)."""
    return key_id.isalnum() and key_id == key_id.upper() and len(key_id) >= _SHORTEST_ID


def _of_role(refusal: AwsError, description: str) -> SessionError | None:
    text = refusal.message
    if "role chaining" in text:
        return SessionError(
            f"AWS limits roles assumed with {description} to one hour",
            hint="leave out --duration; a longer session needs a long-term key and a code",
        )
    if "MaxSessionDuration" in text:
        return SessionError(
            "the role does not allow sessions that long",
            hint="the limit is the role's maximum session duration; one hour always works: -d 1h",
        )
    if refusal.operation == _ASSUME and refusal.code in _BAD_POLICIES:
        limit = "; they share one size limit" if refusal.code == "PackedPolicyTooLarge" else ""
        return SessionError(
            f"AWS rejected the session's policy or tags: {plain(text)}",
            hint=f"check --policy, --policy-arn and {access_denied.TAGS}{limit}",
        )
    if refusal.operation == _ASSUME and refusal.code == "NoSuchEntity":
        return SessionError(
            f"AWS does not find a policy of the session: {plain(text)}", hint="check --policy-arn"
        )
    if "may not be assumed by root" in text:
        return SessionError(
            "the root user cannot assume roles", hint="sign in as an IAM user or a role"
        )
    if refusal.operation == _ASSUME and refusal.code == "InvalidParameterValue":
        return SessionError(
            f"AWS rejected the session's tags: {plain(text)}",
            hint=f"check {access_denied.TAGS}: keys that differ only in case are the same, and "
            "a transitive tag of the current session cannot be set again",
        )
    return None


def _of_permission(refusal: AwsError, description: str) -> SessionError | None:
    if refusal.code == "ValidationError":
        return SessionError(
            f"AWS rejected {refusal.operation} as malformed: {plain(refusal.message)}",
            hint=f"check {_at_fault(refusal)}",
        )
    if refusal.code in _BAD_POLICIES:
        return SessionError(
            f"AWS rejected the policy as malformed: {plain(refusal.message)}",
            hint="please report it: aws-session wrote this policy",
        )
    if refusal.code in _DENIED or "with an explicit deny" in refusal.message:
        denial = access_denied.read(refusal.message, refusal.operation)
        return access_denied.explain(
            denial, refusal.operation, description, refusal.asked, with_mfa=refusal.with_mfa
        )
    return None


def _at_fault(refusal: AwsError) -> str:
    """Return what to check if AWS finds a parameter malformed."""
    if refusal.operation == FOR_CREDENTIALS:
        return _OF_WEB_IDENTITY
    named = (what for name, what in _AT_FAULT.items() if f"'{name}" in refusal.message)
    if refusal.operation != _ASSUME:
        return next(named, "the device's ARN and the duration")
    if "Request ARN" in refusal.message:
        return _AT_FAULT["roleArn"]
    return next(named, "the role and its options")


_SET_CLOCK = (
    "set the clock, then run the command again; to keep it correct, use your system's settings "
    "or: timedatectl set-ntp true"
)
