from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from .clients import Refusal, refusal

if TYPE_CHECKING:
    from aws_session.sandbox import Server
    from aws_session.sandbox.scenario import Company

ROLE = "arn:aws:iam::210987654321:role/Admin"
NOT_ONE = (
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)


@pytest.fixture
def sts(server: Server) -> Any:
    return boto3.client(
        "sts",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        config=Config(
            signature_version=UNSIGNED,
            retries={"total_max_attempts": 1},
            parameter_validation=False,
        ),
    )


def token(claims: object) -> str:
    parts = ({"alg": "RS256"}, claims)
    texts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return ".".join((*(text.rstrip("=") for text in texts), "signature"))


def test_a_token_is_refused_as_if_there_were_no_provider(sts: Any, company: Company) -> None:
    issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/FAKE"
    given = {"RoleArn": ROLE, "RoleSessionName": "pod"}
    now = int(company.cloud.now())
    good = token({"iss": issuer, "exp": now + 3600})
    late = token({"iss": issuer, "exp": now - 3600})

    assert refusal(sts.assume_role_with_web_identity, **given, WebIdentityToken=good) == Refusal(
        "InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {issuer}", 400
    )
    told = refusal(sts.assume_role_with_web_identity, **given, WebIdentityToken=late)
    assert (told.code, told.status) == ("ExpiredTokenException", 400)
    assert told.message.endswith(f"must be before the expiration date/time {now - 3600}")
    for word in ("fake.web.token", "word" * 10, token([]), token({"exp": 1}), "a.b.c.d", "ö.ö.ö"):
        told = refusal(sts.assume_role_with_web_identity, **given, WebIdentityToken=word)
        assert told == Refusal("InvalidIdentityToken", NOT_ONE, 400)
    assert all(good not in str(call) for call in company.cloud.calls)


def test_what_is_missing_is_named_and_the_rest_needs_a_signature(sts: Any) -> None:
    given = {"RoleArn": ROLE, "RoleSessionName": "pod", "WebIdentityToken": "x"}
    told = refusal(sts.assume_role_with_web_identity, **given)
    assert told.code == "ValidationError"
    assert "'webIdentityToken' failed to satisfy constraint" in told.message
    assert refusal(sts.get_caller_identity).code == "MissingAuthenticationToken"


def test_an_assertion_is_refused_as_if_there_were_no_provider(sts: Any) -> None:
    given = {"RoleArn": ROLE, "PrincipalArn": "arn:aws:iam::210987654321:saml-provider/Corp"}
    message = base64.b64encode(b"<Response/>").decode()

    assert refusal(sts.assume_role_with_saml, **given, SAMLAssertion=message) == Refusal(
        "InvalidIdentityToken", "Specified provider doesn't exist", 400
    )
    assert refusal(sts.assume_role_with_saml, **given, SAMLAssertion="<<<<") == Refusal(
        "InvalidIdentityToken", "Invalid base64 SAMLResponse", 400
    )
