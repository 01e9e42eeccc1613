import re
import urllib.request
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from botocore.exceptions import ClientError

from aws_session.sandbox import Server
from aws_session.sandbox.clock import basic
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials, refusal

BODY = b"Action=GetCallerIdentity&Version=2011-06-15"
MISMATCH = "The request signature we calculated does not match"


def signed(
    server: Server,
    company: Company,
    *,
    service: str = "sts",
    credentials: Credentials | None = None,
) -> dict[str, str]:
    request = AWSRequest("POST", server.endpoint + "/", data=BODY)
    own = credentials or Credentials.of_key(company.key)
    SigV4Auth(
        BotocoreCredentials(own.key_id, own.secret, own.token), service, "us-east-1"
    ).add_auth(request)
    return dict(request.headers.items())


def post(server: Server, headers: dict[str, str], body: bytes = BODY, target: str = "/") -> str:
    """The body of the answer, whatever its status."""
    request = urllib.request.Request(server.endpoint + target, body, headers)
    try:
        with urllib.request.urlopen(request) as response:
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()


def test_what_botocore_signs_is_accepted(server: Server, company: Company) -> None:
    assert company.user.arn in post(server, signed(server, company))


def test_another_body_is_refused(server: Server, company: Company) -> None:
    answer = post(server, signed(server, company), BODY + b"&X=1")

    assert MISMATCH in answer


def test_another_query_is_refused(server: Server, company: Company) -> None:
    assert MISMATCH in post(server, signed(server, company), target="/?X=1")


def test_another_path_is_refused(server: Server, company: Company) -> None:
    assert MISMATCH in post(server, signed(server, company), target="/other")


def test_a_token_with_a_long_term_key_is_refused(
    server: Server, company: Company, session: Clients
) -> None:
    headers = signed(server, company) | {"X-Amz-Security-Token": session.credentials.token or ""}

    assert "InvalidClientTokenId" in post(server, headers)


def test_a_token_has_to_be_signed(server: Server, company: Company, session: Clients) -> None:
    own = session.credentials
    good = signed(server, company, credentials=own)
    without = signed(server, company, credentials=Credentials(own.key_id, own.secret))

    assert company.user.arn in post(server, good)
    assert "'x-amz-security-token' must be a 'SignedHeader'" in post(
        server, without | {"X-Amz-Security-Token": own.token or ""}
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "<Code>MissingAuthenticationToken</Code>"),
        ("Bearer x", "<Code>IncompleteSignature</Code>"),
        ("AWS4-HMAC-SHA256 Credential=x", "requires 'Signature' parameter"),
        (
            "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=x",
            "must have exactly 5 slash-delimited elements",
        ),
    ],
)
def test_half_a_signature_is_refused(
    server: Server, company: Company, header: str, expected: str
) -> None:
    answer = post(server, signed(server, company) | {"Authorization": header})

    assert expected in answer


def test_a_signature_for_another_service_is_refused(server: Server, company: Company) -> None:
    answer = post(server, signed(server, company, service="iam"))

    assert "Credential should be scoped to correct service: 'sts'." in answer


def test_an_unknown_region_is_refused(alice: Clients) -> None:
    told = refusal(alice("sts", region_name="eu-nowhere-9").get_caller_identity)

    assert told.code == "SignatureDoesNotMatch"
    assert told.message == "Credential should be scoped to a valid region, not 'eu-nowhere-9'. "


def test_a_region_of_another_partition_does_not_know_the_key(alice: Clients) -> None:
    told = refusal(alice("sts", region_name="cn-north-1").get_caller_identity)

    assert (told.code, told.status) == ("InvalidClientTokenId", 403)


def test_a_wrong_secret_is_refused(alice: Clients, company: Company) -> None:
    wrong = alice.with_(Credentials(company.key.id, "x" * 40))

    told = refusal(wrong("sts").get_caller_identity)

    assert (told.code, told.status) == ("SignatureDoesNotMatch", 403)
    assert told.message.startswith(MISMATCH)
    assert refusal(wrong("organizations").list_accounts).code == "InvalidSignatureException"


def test_an_unknown_key_is_refused(alice: Clients) -> None:
    stranger = alice.with_(Credentials("AKIAFAKEAAAAAAAAAAAA", "x" * 40))

    told = refusal(stranger("sts").get_caller_identity)

    assert (told.code, told.status) == ("InvalidClientTokenId", 403)
    assert told.message == "The security token included in the request is invalid."
    assert refusal(stranger("organizations").list_accounts).code == "UnrecognizedClientException"


def test_an_inactive_key_is_refused(alice: Clients, company: Company) -> None:
    company.key.active = False

    assert refusal(alice("sts").get_caller_identity).code == "InvalidClientTokenId"


def test_a_session_needs_its_own_token(session: Clients) -> None:
    own = session.credentials
    for token in (None, "AAAA"):
        forged = session.with_(Credentials(own.key_id, own.secret, token))

        assert refusal(forged("sts").get_caller_identity).code == "InvalidClientTokenId"


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (16 * 60, r"Signature expired: \d{8}T\d{6}Z is now earlier than LIMIT \(NOW - 15 min\.\)"),
        (
            -16 * 60,
            (
                r"Signature not yet current: \d{8}T\d{6}Z is still later than LIMIT "
                r"\(NOW \+ 15 min\.\)"
            ),
        ),
    ],
)
def test_more_than_a_quarter_of_an_hour_off_is_refused(
    alice: Clients, company: Company, ahead: int, text: str
) -> None:
    company.cloud.skew = ahead
    now = company.cloud.now()

    told = refusal(alice("sts").get_caller_identity)

    pattern = text.replace("LIMIT", r"\d{8}T\d{6}Z").replace("NOW", basic(now)[:9] + r"\d{6}Z")
    assert told.code == "SignatureDoesNotMatch"
    assert_matches(pattern, told.message)


def test_less_than_a_quarter_of_an_hour_off_is_fine(alice: Clients, company: Company) -> None:
    for ahead in (14 * 60, -14 * 60):
        company.cloud.skew = ahead

        assert alice("sts").get_caller_identity()["Arn"] == company.user.arn


def test_the_date_header_is_the_clouds_clock(alice: Clients, company: Company) -> None:
    company.cloud.clock = lambda: 1_700_000_000.0
    told = refusal_response(alice("sts").get_caller_identity)

    assert told["ResponseMetadata"]["HTTPHeaders"]["date"] == "Tue, 14 Nov 2023 22:13:20 GMT"


def refusal_response(call: Any) -> Any:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response


def assert_matches(pattern: str, text: str) -> None:
    assert re.fullmatch(pattern, text), text
