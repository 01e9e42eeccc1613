"""Finding the caller behind a signed request."""

import hmac

from aws_session.sandbox.caller import Caller
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.errors import AwsError, invalid_client_token, signature_does_not_match
from aws_session.sandbox.http_message import HttpRequest
from aws_session.sandbox.principals import AccessKey, Principal, Role, User
from aws_session.sandbox.service_model import partition_of
from aws_session.sandbox.session import Session
from aws_session.sandbox.signature import Signature


def authenticate(cloud: Cloud, service: str, signature: Signature, request: HttpRequest) -> Caller:
    """Find the caller. Raises AWS's errors for bad keys, scopes, times and signatures."""
    _check_scope(cloud, service, signature)
    known = cloud.keys.get(signature.key_id) or cloud.sessions.get(signature.key_id)
    if known is None or not _alive(known, signature.token):
        raise invalid_client_token()
    signature.check_time(cloud.now())
    signature.check(request, known.secret)
    if isinstance(known, AccessKey):
        return Caller(known.owner, known.id)
    if cloud.now() >= known.expires:
        raise AwsError("ExpiredToken", "The security token included in the request is expired", 403)
    return Caller(known.principal, known.key_id, known, known.mfa_at)


def _check_scope(cloud: Cloud, service: str, signature: Signature) -> None:
    if signature.service != service:
        raise signature_does_not_match(
            f"Credential should be scoped to correct service: '{service}'. "
        )
    # If the endpoint is not AWS's, clients sign IAM for their own region and even for aws-global,
    # so any region of the partition is accepted.
    partition = partition_of(signature.region)
    if partition is None:
        raise _wrong_region(signature.region)
    if partition != cloud.partition:
        raise invalid_client_token()


def _wrong_region(region: str) -> AwsError:
    return signature_does_not_match(
        f"Credential should be scoped to a valid region, not '{region}'. "
    )


def _alive(known: AccessKey | Session, token: str | None) -> bool:
    if isinstance(known, AccessKey):
        return known.active and token is None
    if _is_deleted(known.principal):
        return False
    return token is not None and hmac.compare_digest(known.token.encode(), token.encode())


def _is_deleted(principal: Principal) -> bool:
    if isinstance(principal, User):
        return principal.account.users.get(principal.name) is not principal
    if isinstance(principal, Role):
        return principal.account.roles.get(principal.name) is not principal
    return False
