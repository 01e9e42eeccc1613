from __future__ import annotations

import pytest

from aws_session.aws import error_messages
from aws_session.aws.error_messages import AwsError
from aws_session.errors import SessionError
from aws_session.model.recoverable_errors import ThrottledError, WrongCodeError, WrongDeviceError

NOW = 1_795_251_600
DENIED = "AccessDenied"
FAILED = "MultiFactorAuthentication failed"


def explained(
    code: str, message: str = "", operation: str = "sts:GetSessionToken", off: int | None = None
) -> SessionError:
    server_time = None if off is None else NOW - off
    return error_messages.explain(
        AwsError(operation, code, message, 403, NOW, server_time), "profile 'work'"
    )


ROWS: list[tuple[str, str, type[SessionError], str, str]] = [
    (DENIED, f"{FAILED} with invalid MFA one time pass code. ", WrongCodeError,
     "AWS refused the code: mistyped, too old, or already used", "wait for the next code"),
    (DENIED, f"{FAILED}, unable to validate MFA code.  Please verify …", WrongDeviceError,
     "this MFA device does not belong to the user of profile 'work'", "aws-session mfa ARN"),
    (DENIED, "Cannot call GetSessionToken with session credentials", SessionError,
     "profile 'work' is temporary, and an MFA code needs a long-term key", "--profile NAME"),
    (DENIED, "User: … is not authorized to perform …", SessionError,
     "profile 'work' is not allowed to call sts:GetSessionToken", "permission"),
    ("AccessDeniedException", "no", SessionError,
     "profile 'work' is not allowed to call sts:GetSessionToken", "permission"),
    ("Throttling", "Rate exceeded", ThrottledError, "AWS is throttling these calls", "wait"),
    ("TooManyRequestsException", "", ThrottledError, "AWS is throttling these calls", "wait"),
    ("ThrottlingException", "", ThrottledError, "AWS is throttling these calls", "wait"),
    ("RequestLimitExceeded", "", ThrottledError, "AWS is throttling these calls", "wait"),
    ("InvalidClientTokenId", "The security token included in the request is invalid.", SessionError,
     ("AWS does not recognize profile 'work': the key was deleted, is inactive, or belongs to "
      "another partition"),
     "--region"),
    ("UnrecognizedClientException", "", SessionError,
     ("AWS does not recognize profile 'work': the key was deleted, is inactive, or belongs to "
      "another partition"),
     "--region"),
    ("ExpiredToken", "", SessionError, "profile 'work' has expired", "--profile NAME"),
    ("ExpiredTokenException", "", SessionError, "profile 'work' has expired", "--profile NAME"),
    ("RegionDisabledException", "", SessionError,
     "STS is not activated in this region", "--region"),
    ("SignatureDoesNotMatch", "The request signature we calculated does not match …", SessionError,
     "the secret key of profile 'work' does not match its access key ID", "aws configure"),
    ("SignatureDoesNotMatch", "Credential should be scoped to a valid region",
     SessionError, "this endpoint does not serve the region that the call was signed for",
     "aws-session region NAME"),
    ("SignatureDoesNotMatch", "Credential should be scoped to a valid region, not 'US-EAST-1'. ",
     SessionError, "this endpoint does not serve region US-EAST-1, for which the call was signed",
     "did you mean us-east-1? To use another, add --region NAME"),
    ("SignatureDoesNotMatch", "Credential should be scoped to a valid region, not 'us-east-2'. ",
     SessionError, "this endpoint does not serve region us-east-2, for which the call was signed",
     "check how the region is spelled"),
    ("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'iam'. ",
     SessionError, "sts:GetSessionToken was sent to an endpoint of iam",
     "set it for that service only, for example AWS_ENDPOINT_URL_IAM"),
    ("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'x;id'. ",
     SessionError, "sts:GetSessionToken was sent to an endpoint of sts", "AWS_ENDPOINT_URL_STS"),
    ("OptInRequired", "The AWS Access Key Id needs a subscription for the service", SessionError,
     "AWS has not activated, or has blocked, the account of profile 'work'", "as its owner"),
    ("Blocked", "Your account is currently blocked", SessionError,
     "AWS has not activated, or has blocked, the account of profile 'work'", "AWS Support"),
    ("InvalidSignatureException", "The request signature we calculated …", SessionError,
     "the secret key of profile 'work' does not match its access key ID", "aws configure"),
    ("ValidationError", "bad value", SessionError,
     "AWS rejected sts:GetSessionToken as malformed: bad value", "the duration"),
    ("Unheard", "of", SessionError, "AWS refused sts:GetSessionToken: Unheard", "--debug"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "kind", "message", "hint"), ROWS, ids=[f"{r[0]} {r[1][:30]}" for r in ROWS]
)
def test_each_refusal_says_what_it_means_and_what_to_do(
    code: str, text: str, kind: type[SessionError], message: str, hint: str
) -> None:
    error = explained(code, text)

    assert type(error) is kind
    assert error.message == message
    assert hint in str(error.hint)
    assert error.status == 1
    assert error.debug == f"sts:GetSessionToken: HTTP 403 {code}: {text}"


@pytest.mark.parametrize("key_id", ["YOUR_ACCESS_KEY_ID", "<POPULATED_BY_AWS-MFA>", "xxxx", "test"])
def test_a_key_id_that_aws_never_issued_is_not_called_deleted(key_id: str) -> None:
    refusal = AwsError("sts:GetSessionToken", "InvalidClientTokenId", "", 403, NOW)

    error = error_messages.explain(refusal.replace(key_id=key_id), "profile 'work'")
    issued = error_messages.explain(
        refusal.replace(key_id="AKIAIOSFODNN7EXAMPLE"), "profile 'work'"
    )

    assert error.message == (
        "AWS does not recognize profile 'work': its access key ID is not one of AWS's, which are "
        "like AKIAIOSFODNN7EXAMPLE"
    )
    assert "enter it: aws configure" in str(error.hint)
    assert "the key was deleted" in issued.message
    assert key_id not in repr(refusal.replace(key_id=key_id))


def test_a_valid_session_with_mfa_is_not_said_to_be_without() -> None:
    refusal = AwsError("sts:AssumeRole", "InvalidClientTokenId", "", 403, NOW)
    valid = refusal.replace(valid_in=error_messages.HERE)
    error = error_messages.explain(valid.replace(with_mfa=True), "the session of this shell")
    without = error_messages.explain(valid.replace(with_mfa=False), "the session of this shell")

    assert error.message == (
        "the session of this shell is valid, but sts:AssumeRole does not accept it"
    )
    assert "start a new session: aws-session" in str(error.hint)
    assert without.message.endswith("does not accept sessions without MFA")


CLOCK = [
    ("SignatureDoesNotMatch", "Signature expired: 20261121T084500Z is now earlier than …"),
    ("SignatureDoesNotMatch", "Signature not yet current: 20261121T091500Z is still later than …"),
    ("InvalidSignatureException", "Signature expired: …"),
    ("RequestExpired", "Request has expired."),
    ("RequestTimeTooSkewed", "The difference between the request time and …"),
]


@pytest.mark.parametrize(("code", "text"), CLOCK)
@pytest.mark.parametrize(
    ("off", "said"), [(1_260, "21 min fast"), (-3_720, "1 h 2 min slow"), (310, "5 min fast")]
)
def test_a_wrong_clock_is_measured(code: str, text: str, off: int, said: str) -> None:
    error = explained(code, text, off=off)

    assert error.message == f"according to AWS, this machine's clock is {said}"
    assert "set the clock" in str(error.hint)


@pytest.mark.parametrize(("code", "text"), CLOCK)
def test_a_clock_that_cannot_be_measured_is_wrong_all_the_same(code: str, text: str) -> None:
    assert explained(code, text).message == "according to AWS, this machine's clock is wrong"


RENEWAL = "start a new session: aws-session"
UNKNOWN = (
    "AWS does not recognize the session of this shell: it has become invalid, or belongs to "
    "another partition"
)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "InvalidClientTokenId",
            UNKNOWN,
        ),
        (
            "UnrecognizedClientException",
            UNKNOWN,
        ),
        ("ExpiredToken", "the session of this shell has expired"),
        (
            "SignatureDoesNotMatch",
            "the secret key of the session of this shell does not match its access key ID",
        ),
    ],
)
def test_for_a_session_that_aws_no_longer_accepts_the_hint_is_to_renew_it(
    code: str, message: str
) -> None:
    refusal = AwsError("sts:GetCallerIdentity", code, "", 403, NOW, renewal=RENEWAL)
    error = error_messages.explain(refusal, "the session of this shell")

    assert (error.message, error.hint) == (message, RENEWAL)
