"""Answers of an endpoint that is not AWS: an error names the member, and nothing is set."""

from __future__ import annotations

import datetime
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from aws_session.aws import console_signin, preconnect, revocation
from aws_session.aws.client import AwsClient
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.commands.doctor.aws_checks import AwsChecks
from aws_session.errors import SessionError
from aws_session.model.account import ListingUnavailable
from aws_session.model.credentials import Credentials
from aws_session.model.identity import CallerIdentity
from aws_session.model.mfa import SessionTokenRequest
from aws_session.model.recoverable_errors import PerhapsSpentError
from aws_session.model.role import AssumeRoleRequest
from hostile_endpoint import (
    ACCOUNT,
    ALICE,
    KEY,
    PHONE,
    HostileEndpoint,
    Raw,
    caller,
    devices,
    json,
    xml,
    xml_error,
)

if TYPE_CHECKING:
    from collections.abc import Callable

WHO = CallerIdentity(ALICE, ACCOUNT)
ROLE = AssumeRoleRequest("210987654321", "Admin")
SIGNING = Credentials(KEY["AWS_ACCESS_KEY_ID"], KEY["AWS_SECRET_ACCESS_KEY"])
GOOD = {
    "AccessKeyId": "ASIAEXAMPLEEXAMPLE00",
    "SecretAccessKey": "secret/+=",
    "SessionToken": "token/+=",
}
DEEP = 20_000
STEER = "\x1b]0;owned\x07\u202e"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    # For botocore's retries, and for answers that do not come.
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(preconnect, "READ_SECONDS", 5)


def iso(moment: float) -> str:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def credentials(**changed: str | None) -> str:
    """Return the member Credentials with some members changed, None for left out."""
    told = {**GOOD, "Expiration": iso(time.time() + 3_600), **changed}
    inside = "".join(
        f"<{name}>{value}</{name}>" for name, value in told.items() if value is not None
    )
    return f"<Credentials>{inside}</Credentials>"


def session(inside: str) -> Raw:
    return xml("GetSessionToken", inside)


def role(inside: str, arn: str = "arn:aws:sts::210987654321:assumed-role/Admin/alice") -> Raw:
    user = f"<AssumedRoleUser><AssumedRoleId>A:a</AssumedRoleId><Arn>{arn}</Arn></AssumedRoleUser>"
    return xml("AssumeRole", inside + user)


def calls(endpoint: HostileEndpoint) -> AwsClient:
    base = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "AWS_ENDPOINT_URL": endpoint.url}
    return AwsClient(SourceCredentials("environment", SIGNING, None), "us-east-1", base)


def refused(endpoint: HostileEndpoint, work: Callable[[AwsClient], Any]) -> SessionError:
    """Return the error of a call; any other exception is a bug, and is shown as one."""
    with endpoint, pytest.raises(SessionError) as caught:
        work(calls(endpoint))
    error = caught.value
    assert error.status == 1
    shown = f"{error.message}{error.hint}{error.debug}"
    assert shown.isprintable(), "something steers the terminal"
    for value in GOOD.values():
        assert value not in shown
    return error


def ask_session(used: AwsClient) -> Credentials:
    return used.session_token(PHONE, "123456", SessionTokenRequest(900))


def ask_role(used: AwsClient) -> Any:
    return used.assume_role(ROLE, WHO, None, None)


SENSELESS_CREDENTIALS: list[tuple[str, dict[str, str | None], str]] = [
    ("no key", {"AccessKeyId": None}, "Credentials.AccessKeyId is missing"),
    ("empty key", {"AccessKeyId": ""}, "Credentials.AccessKeyId is empty"),
    ("code", {"AccessKeyId": "$(touch PWN)"}, "Credentials.AccessKeyId is not an access key ID"),
    (
        "wide",
        {"AccessKeyId": "ASIA\uff11\uff12"},
        "Credentials.AccessKeyId is not an access key ID",
    ),
    ("long", {"AccessKeyId": "A" * 129}, "Credentials.AccessKeyId is not an access key ID"),
    ("no secret", {"SecretAccessKey": None}, "Credentials.SecretAccessKey is missing"),
    ("empty secret", {"SecretAccessKey": ""}, "Credentials.SecretAccessKey is empty"),
    ("blank", {"SecretAccessKey": "a b"}, "Credentials.SecretAccessKey is not plain ASCII"),
    ("line", {"SecretAccessKey": "a&#10;b"}, "Credentials.SecretAccessKey is not plain ASCII"),
    ("no token", {"SessionToken": None}, "Credentials.SessionToken is missing"),
    ("empty token", {"SessionToken": ""}, "Credentials.SessionToken is empty"),
    ("letters", {"SessionToken": "tökén"}, "Credentials.SessionToken is not plain ASCII"),
    ("endless", {"SessionToken": "x" * 200_000}, "Credentials.SessionToken is not plain ASCII"),
    ("no end", {"Expiration": None}, "Credentials.Expiration is missing"),
    ("past", {"Expiration": "2020-01-01T00:00:00Z"}, "Credentials.Expiration is in the past"),
    ("1970", {"Expiration": "0"}, "Credentials.Expiration is in the past"),
    ("9999", {"Expiration": "9999-12-31T23:59:59Z"}, "Credentials.Expiration is later than any"),
]


@pytest.mark.parametrize(
    ("operation", "answer", "ask"),
    [("GetSessionToken", session, ask_session), ("AssumeRole", role, ask_role)],
    ids=["session", "role"],
)
@pytest.mark.parametrize(
    ("changed", "what"),
    [case[1:] for case in SENSELESS_CREDENTIALS],
    ids=[case[0] for case in SENSELESS_CREDENTIALS],
)
def test_an_invalid_session_is_refused_with_the_name_of_the_member(
    operation: str,
    answer: Callable[[str], Raw],
    ask: Callable[[AwsClient], Any],
    changed: dict[str, str | None],
    what: str,
) -> None:
    endpoint = HostileEndpoint(**{operation: answer(credentials(**changed))})
    error = refused(endpoint, ask)

    assert error.message.startswith(f"AWS's response is not valid: {what}"), error.message
    assert error.message.endswith(f"(sts:{operation})")
    assert (
        error.hint == "another server may be answering instead of AWS; to check: aws-session doctor"
    )


def test_the_same_answers_are_accepted_when_they_are_valid() -> None:
    end = int(time.time()) + 3_600
    good = credentials(Expiration=iso(end))
    with HostileEndpoint(GetSessionToken=session(good), AssumeRole=role(good)) as endpoint:
        used = calls(endpoint)
        first, second = ask_session(used), ask_role(used)

    key_id, secret, token = GOOD.values()
    assert first == Credentials(key_id, secret, token, end) == second.credentials
    assert second.principal == "arn:aws:sts::210987654321:assumed-role/Admin/alice"


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("", "Credentials is missing"),
        ("<Credentials/>", "Credentials.AccessKeyId is missing"),
        ("<Credentials>text</Credentials>", "Credentials.AccessKeyId is missing"),
    ],
)
def test_a_session_without_anything_in_it_is_refused(inside: str, what: str) -> None:
    error = refused(HostileEndpoint(GetSessionToken=session(inside)), ask_session)

    assert error.message == f"AWS's response is not valid: {what} (sts:GetSessionToken)"


@pytest.mark.parametrize(
    ("arn", "what"),
    [
        ("arn:aws:sts::111122223333:assumed-role/Admin/a", "is not in the account of the role"),
        ("arn:aws:iam::210987654321:user/a", "is not the ARN of a role's session"),
        ("arn:aws:sts::21098:assumed-role/Admin/a", "is not the ARN of a role's session"),
        ("", "is empty"),
        ("$(touch PWN)", "is not the ARN of a role's session"),
    ],
)
def test_a_role_session_of_no_account_or_another_one_is_refused(arn: str, what: str) -> None:
    error = refused(HostileEndpoint(AssumeRole=role(credentials(), arn)), ask_role)

    told = f"AWS's response is not valid: AssumedRoleUser.Arn {what} (sts:AssumeRole)"
    assert error.message == told


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (caller(account="$(touch PWN)"), "Account is not an account's twelve digits"),
        (
            caller(
                account="\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11"
            ),
            "Account is not an account's twelve digits",
        ),
        (caller(account="11112222333"), "Account is not an account's twelve digits"),
        (caller(account=""), "Account is empty"),
        (caller(account="210987654321"), "Arn is not in the same account as Account"),
        (caller(arn=""), "Arn is empty"),
        (caller(arn="alice"), "Arn is not the ARN of a user, a role or an account"),
        (
            caller(arn=f"arn:aws:s3::{ACCOUNT}:a"),
            "Arn is not the ARN of a user, a role or an account",
        ),
        (caller(arn=f"arn:$(x):iam::{ACCOUNT}:user/a"), "Arn is not the ARN of a user"),
        (caller(arn=f"{ALICE}\u202e"), "Arn is not the ARN of a user"),
        (caller(arn=f"{ALICE} `touch PWN`"), "Arn is not the ARN of a user"),
        (xml("GetCallerIdentity", ""), "Account is missing"),
        (xml("GetCallerIdentity", f"<Account>{ACCOUNT}</Account>"), "Arn is missing"),
    ],
)
def test_an_impossible_caller_is_refused(answer: Raw, what: str) -> None:
    error = refused(HostileEndpoint(GetCallerIdentity=answer), AwsClient.caller)

    assert error.message.startswith(f"AWS's response is not valid: {what}"), error.message
    assert error.message.endswith("(sts:GetCallerIdentity)")


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (xml("ListMFADevices", ""), "MFADevices is missing"),
        (devices(""), "MFADevices[0].SerialNumber is empty"),
        (
            devices(PHONE, "$(touch PWN)"),
            "MFADevices[1].SerialNumber is not a device's serial number",
        ),
        (devices("touch-PWN"), "MFADevices[0].SerialNumber is not a device's serial number"),
        (devices("poweroff1"), "MFADevices[0].SerialNumber is not a device's serial number"),
        (devices(f"{PHONE}&#10;x"), "MFADevices[0].SerialNumber is not a device's serial number"),
        (
            xml("ListMFADevices", "<MFADevices><member/></MFADevices>"),
            "MFADevices[0].SerialNumber is missing",
        ),
    ],
)
def test_an_impossible_device_is_refused(answer: Raw, what: str) -> None:
    error = refused(HostileEndpoint(ListMFADevices=answer), lambda used: used.devices(WHO))

    assert error.message == f"AWS's response is not valid: {what} (iam:ListMFADevices)"


def test_hardware_and_security_keys_are_devices() -> None:
    told = (PHONE, "GAHT12345678", f"arn:aws:iam::{ACCOUNT}:u2f/user/alice/key-ABC")
    with HostileEndpoint(ListMFADevices=devices(*told)) as endpoint:
        found = calls(endpoint).devices(WHO)

    assert found == told


def listed(used: AwsClient) -> list[Any]:
    return [account for page in used.account_pages() for account in page]  # type: ignore[union-attr] # never unlisted here


@pytest.mark.locked
@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("{}", "Accounts is missing"),
        ('{"Accounts": null}', "Accounts is missing"),
        ('{"Accounts": [{"Name": "a"}]}', "Accounts[0].Id is missing"),
        ('{"Accounts": [{"Id": null}]}', "Accounts[0].Id is missing"),
        ('{"Accounts": [{"Id": ""}]}', "Accounts[0].Id is empty"),
        (
            '{"Accounts": [{"Id": 111122223333}]}',
            "Accounts[0].Id is not an account's twelve digits",
        ),
        ('{"Accounts": [{"Id": "touch"}]}', "Accounts[0].Id is not an account's twelve digits"),
        (
            '{"Accounts": [{"Id": "111122223333", "Name": ["a"]}]}',
            "Accounts[0].Name is not a short text",
        ),
        (
            '{"Accounts": [{"Id": "111122223333", "Email": 7}]}',
            "Accounts[0].Email is not a short text",
        ),
        (
            '{"Accounts": [{"Id": "111122223333", "State": "`x`"}]}',
            "Accounts[0].State is not a state",
        ),
        (
            '{"Accounts": [{"Id": "111122223333", "Status": "A B"}]}',
            "Accounts[0].Status is not a state",
        ),
        ('{"Accounts": [], "NextToken": 7}', "NextToken is not a token"),
    ],
)
def test_an_impossible_account_is_refused(body: str, what: str) -> None:
    error = refused(HostileEndpoint(ListAccounts=json(body)), listed)

    assert error.message == f"AWS's response is not valid: {what} (organizations:ListAccounts)"


DEEP_XML = "<a>" * DEEP + "</a>" * DEEP
GARBAGE = {
    "nothing": b"",
    "a page": b"<html><body>Welcome to the hotel</body></html>",
    "no XML": b"\x00\xff\xfe garbage",
    "half": b"<GetCallerIdentityResponse><GetCallerIdentityResult>",
    "Latin-1": "<a>\xe9</a>".encode("latin-1"),
    "an entity": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "deep": DEEP_XML.encode(),
    "null": b"null",
    "a list": b"[]",
    "a number": b"1",
    "a text": b'"text"',
    "lists": b"[" * DEEP + b"]" * DEEP,
    "structures": b'{"Accounts":' * DEEP + b"1" + b"}" * DEEP,
    "a list of null": b'{"Accounts": [null]}',
    "a structure for a list": b'{"Accounts": {"a": 1}}',
    "a text for a list": b'{"Accounts": "x"}',
    "a text for a structure": b'{"Accounts": ["x"]}',
    "a list for a structure": b'{"Accounts": [[]]}',
}
ASKING: dict[str, Callable[[AwsClient], Any]] = {
    "GetCallerIdentity": AwsClient.caller,
    "GetSessionToken": ask_session,
    "AssumeRole": ask_role,
    "ListMFADevices": lambda used: used.devices(WHO),
    "ListAccounts": listed,
}


@pytest.mark.parametrize("operation", ASKING)
def test_what_cannot_be_read_is_reported_and_never_a_bug(operation: str) -> None:
    with HostileEndpoint() as endpoint:
        used = calls(endpoint)
        for name, garbage in GARBAGE.items():
            for status in (200, 400, 503):
                endpoint.answers[operation] = Raw(garbage, status)
                with pytest.raises(SessionError) as caught:
                    ASKING[operation](used)

                shown = f"{caught.value.message}{caught.value.hint}{caught.value.debug}"
                assert "AWS" in caught.value.message, (name, status)
                assert "hotel" not in caught.value.message, (name, status)
                assert shown.isprintable(), (name, status)


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize("when", ["tomorrow", "2026-13-45T00:00:00Z", "1e400", "NaN", "9" * 400])
def test_an_invalid_time_makes_the_answer_unreadable(when: str, status: int) -> None:
    answer = session(credentials(Expiration=when))
    error = refused(
        HostileEndpoint(GetSessionToken=Raw(answer.body, status, answer.headers)), ask_session
    )

    assert "AWS" in error.message


@pytest.mark.parametrize("zone", ["UTC+24", "UTC-24", "UTC+5", "GMT-3", "Asia/Kolkata", "Z+7"])
def test_a_session_ends_when_aws_says_in_every_zone(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = (int(time.time()) // 60 + 60) * 60
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        answer = session(credentials(Expiration=iso(ends)))
        with HostileEndpoint(GetSessionToken=answer) as endpoint:
            got = ask_session(calls(endpoint))
    finally:
        # The client has replaced the environment with its own.
        os.environ.pop("TZ", None)
        time.tzset()

    assert got.expires == ends


def test_an_answer_that_cannot_be_read_may_have_spent_the_code() -> None:
    error = refused(HostileEndpoint(GetSessionToken=Raw(b"<html>")), ask_session)

    assert isinstance(error, PerhapsSpentError)
    assert error.message == (
        "AWS's response to sts:GetSessionToken cannot be read; the code may already have been used"
    )


@pytest.mark.parametrize("operation", ["GetCallerIdentity", "AssumeRole", "ListMFADevices"])
@pytest.mark.parametrize(
    ("code", "message"),
    [
        (STEER, STEER),
        ("x" * 100_000, "y" * 100_000),
        ("AccessDenied", f"not authorized to perform: x on resource: arn{STEER}$(touch PWN)"),
        ("ValidationError", STEER),
        ("Throttling", STEER),
        ("", ""),
    ],
)
def test_an_error_message_cannot_control_the_terminal(
    operation: str, code: str, message: str
) -> None:
    raw = xml_error(code, message)
    # XML does not have these characters: an answer with them cannot be read at all.
    code, message = (text.replace("\x1b", "\x85").replace("\x07", "") for text in (code, message))
    printed = xml_error(code, message)
    for answer in (raw, printed):
        with HostileEndpoint(**{operation: answer}) as endpoint:
            try:
                ASKING[operation](calls(endpoint))
            except SessionError as caught:
                error = caught
            else:
                continue
        shown = f"{error.message}{error.hint}{error.debug}"

        assert shown.isprintable()
        assert "\u202e" not in shown
        assert len(shown) < 4_000


@pytest.mark.parametrize(
    "body",
    [
        '{"__type": "Evil\\u001b]0;x\\u0007\\u202e", "message": "\\u001b[2J"}',
        '{"__type": 7}',
        '{"__type": ["a"]}',
        '{"code": {"a": 1}, "message": ["x"]}',
        '{"__type": "AccessDeniedException", "message": {"a": 1}}',
        '{"__type": "a#b#c", "Reason": [1], "Id": {}}',
        '{"Message": 7}',
        "{}",
    ],
)
def test_an_error_in_json_of_any_form_is_an_error(body: str) -> None:
    with HostileEndpoint(ListAccounts=json(body, 400)) as endpoint:
        try:
            found = next(iter(calls(endpoint).account_pages()))
        except SessionError as error:
            shown = f"{error.message}{error.hint}{error.debug}"
        else:
            assert isinstance(found, ListingUnavailable)
            shown = found.why

    assert shown.isprintable()


def page_of_accounts(token: str) -> Raw:
    return json(f'{{"Accounts": [{{"Id": "{ACCOUNT}"}}], "NextToken": "{token}"}}')


@pytest.mark.parametrize("circle", [1, 2, 5])
def test_a_list_of_accounts_that_repeats_a_page_ends_with_an_error(circle: int) -> None:
    endpoint = HostileEndpoint(ListAccounts=lambda number: page_of_accounts(f"t{number % circle}"))
    error = refused(endpoint, listed)

    assert error.message == (
        "AWS's response is not valid: NextToken repeats an earlier page "
        "(organizations:ListAccounts)"
    )
    assert len(endpoint.calls) == circle + 1


@pytest.mark.parametrize("circle", [1, 2, 5])
def test_a_list_of_devices_that_repeats_a_page_ends_with_an_error(circle: int) -> None:
    endpoint = HostileEndpoint(
        ListMFADevices=lambda number: devices(PHONE, more=f"t{number % circle}")
    )
    error = refused(endpoint, lambda used: used.devices(WHO))

    assert error.message == (
        "AWS's response is not valid: Marker repeats an earlier page (iam:ListMFADevices)"
    )
    assert len(endpoint.calls) == circle + 1


def test_a_list_of_policies_that_repeats_a_page_is_not_read_to_its_end() -> None:
    def page(_: int) -> Raw:
        inside = "<Groups/><IsTruncated>true</IsTruncated><Marker>m</Marker>"
        return xml("ListGroupsForUser", inside)

    with HostileEndpoint(ListGroupsForUser=page) as endpoint:
        base = {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "AWS_ENDPOINT_URL": endpoint.url,
        }
        found, whole = AwsChecks(
            SourceCredentials("environment", SIGNING, None), "us-east-1", base
        ).policies(WHO)

    assert (found, whole) == ((), False)
    assert endpoint.calls.count("ListGroupsForUser") == 2


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "null",
        "{}",
        '{"SigninToken": null}',
        '{"SigninToken": ""}',
        '{"SigninToken": ["a"]}',
        '{"SigninToken": "a\\nb"}',
        '{"SigninToken": "é"}',
    ],
)
def test_a_sign_in_without_a_token_is_refused(body: str) -> None:
    with (
        HostileEndpoint(getSigninToken=json(body)) as endpoint,
        pytest.raises(SessionError, match=r"AWS's response is not valid: .*getSigninToken"),
    ):
        console_signin.signin_token(endpoint.url, SIGNING, None, None)


@pytest.mark.parametrize("body", [b"", b"\xff", b"<html>", b"[" * DEEP])
def test_a_sign_in_that_cannot_be_read_is_reported(body: bytes) -> None:
    with (
        HostileEndpoint(getSigninToken=json(body)) as endpoint,
        pytest.raises(SessionError, match="AWS's response to getSigninToken cannot be read"),
    ):
        console_signin.signin_token(endpoint.url, SIGNING, None, None)


@pytest.mark.parametrize("date", ["", "x", "Mon, 99 Foo 0000 99:99:99 GMT", "9" * 99])
def test_an_invalid_date_is_not_a_bug(date: str) -> None:
    answer = Raw(caller().body, 200, {"Date": date})
    with HostileEndpoint(GetCallerIdentity=answer) as endpoint:
        told = calls(endpoint).server_time()

    assert abs(told - time.time()) < 60


def test_a_policy_that_is_written_needs_no_words() -> None:
    with HostileEndpoint(PutUserPolicy=Raw(b"<PutUserPolicyResponse/>")) as endpoint:
        assert calls(endpoint).put_user_policy("alice", "p", "{}") == revocation.DONE
    error = refused(
        HostileEndpoint(PutUserPolicy=Raw(b"\xff", 200)),
        lambda used: used.put_user_policy("alice", "p", "{}"),
    )

    assert error.message == "AWS's response to iam:PutUserPolicy cannot be read"
    assert error.hint == (
        "try again in a moment; if that fails, too, another server may be answering instead of "
        "AWS; to check: aws-session doctor"
    )
