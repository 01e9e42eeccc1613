"""The calls that are authenticated by another issuer's token instead of a signature."""

import base64
import binascii
import json
from typing import Any

from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.errors import AwsError
from aws_session.sandbox.operation import Output, Unsigned

_PARTS = 3


def assume_role_with_web_identity(cloud: Cloud, parameters: dict[str, Any]) -> Output:
    """Refuse the token: no account here has an OpenID Connect provider."""
    claims = _claims(parameters["WebIdentityToken"])
    ends = claims.get("exp")
    if isinstance(ends, int | float) and ends <= cloud.now():
        raise AwsError(
            "ExpiredTokenException",
            f"Token expired: current date/time {int(cloud.now())} must be before the expiration "
            f"date/time {int(ends)}",
        )
    raise AwsError(
        "InvalidIdentityToken",
        f"No OpenIDConnect provider found in your account for {claims['iss']}",
    )


def assume_role_with_saml(_: Cloud, parameters: dict[str, Any]) -> Output:
    """Refuse the assertion: no account here has a SAML provider."""
    try:
        base64.b64decode(parameters["SAMLAssertion"], validate=True)
    except binascii.Error:
        raise AwsError("InvalidIdentityToken", "Invalid base64 SAMLResponse") from None
    raise AwsError("InvalidIdentityToken", "Specified provider doesn't exist")


def _claims(token: str) -> dict[str, Any]:
    """Return the claims of a JSON web token; its signature is not checked."""
    parts = token.split(".")
    try:
        heads = [json.loads(_decoded(part)) for part in parts[:2]]
    except (ValueError, RecursionError):
        heads = []
    good = len(parts) == _PARTS and len(heads) == 2 and all(isinstance(h, dict) for h in heads)  # noqa: PLR2004 - header, claims
    if not good or not isinstance(heads[1].get("iss"), str):
        raise AwsError(
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. "
            "(You may see this error if you sent an Access Token)",
        )
    claims: dict[str, Any] = heads[1]
    return claims


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


UNSIGNED: dict[str, Unsigned] = {
    "AssumeRoleWithSAML": assume_role_with_saml,
    "AssumeRoleWithWebIdentity": assume_role_with_web_identity,
}
