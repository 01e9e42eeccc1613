"""Addresses that contain their signature, as `aws eks get-token` creates them."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

if TYPE_CHECKING:
    from aws_session.sandbox import Server
    from aws_session.sandbox.scenario import Company

    from .clients import Clients, Credentials

CLUSTER = {"x-k8s-aws-id": "cluster"}


def presigned(server: Server, credentials: Credentials) -> str:
    """Return an address that is valid only with the header of its cluster."""
    request = AWSRequest(
        "GET",
        f"{server.endpoint}/?Action=GetCallerIdentity&Version=2011-06-15",
        headers=dict(CLUSTER),
    )
    own = BotocoreCredentials(credentials.key_id, credentials.secret, credentials.token)
    SigV4QueryAuth(own, "sts", "us-east-1", expires=60).add_auth(request)
    assert request.url
    return str(request.url)


def got(url: str, headers: dict[str, str]) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("whose", ["alice", "session"])
def test_the_sender_learns_who_signed_it(
    server: Server, company: Company, whose: str, request: pytest.FixtureRequest
) -> None:
    clients: Clients = request.getfixturevalue(whose)
    status, text = got(presigned(server, clients.credentials), CLUSTER)

    assert status == 200, text
    assert f"<Arn>{company.user.arn}</Arn>" in text


def test_what_botocore_presigns_is_taken(alice: Clients, company: Company) -> None:
    url = alice("sts").generate_presigned_url("get_caller_identity", HttpMethod="GET")
    status, text = got(url, {})

    assert status == 200, text
    assert company.user.arn in text


def test_it_is_valid_for_a_quarter_of_an_hour_whatever_it_says(
    server: Server, alice: Clients, company: Company
) -> None:
    url = presigned(server, alice.credentials)
    company.cloud.skew = 14 * 60
    assert got(url, CLUSTER)[0] == 200
    company.cloud.skew = 16 * 60
    status, text = got(url, CLUSTER)

    assert status == 403
    assert "<Code>SignatureDoesNotMatch</Code><Message>Signature expired: " in text


@pytest.mark.parametrize(
    ("change", "headers", "code"),
    [
        (("x-k8s", "x-k8s"), {"x-k8s-aws-id": "other"}, "SignatureDoesNotMatch"),
        (("Action=Get", "X=1&Action=Get"), CLUSTER, "SignatureDoesNotMatch"),
        (("X-Amz-Expires=60", "X-Amz-Expires=900"), CLUSTER, "SignatureDoesNotMatch"),
        (("X-Amz-Signature=", "X-Amz-Nothing="), CLUSTER, "IncompleteSignature"),
        (("aws4_request", "aws5_request"), CLUSTER, "IncompleteSignature"),
        (("X-Amz-Algorithm=AWS4", "X-Amz-Algorithm=AWS5"), CLUSTER, "IncompleteSignature"),
        (("X-Amz-Algorithm=", "X-Amz-Nothing="), CLUSTER, "MissingAuthenticationToken"),
    ],
)
def test_half_a_signature_of_either_kind_is_refused(
    server: Server, alice: Clients, change: tuple[str, str], headers: dict[str, str], code: str
) -> None:
    old, new = change
    url = presigned(server, alice.credentials)
    assert old in url
    _, text = got(url.replace(old, new), headers)

    assert f"<Code>{code}</Code>" in text


def test_a_session_without_its_token_is_refused(server: Server, session: Clients) -> None:
    url = presigned(server, session.credentials)
    _, text = got(url.replace("X-Amz-Security-Token=", "X-Amz-Nothing="), CLUSTER)

    assert "<Code>InvalidClientTokenId</Code>" in text
