import json
import urllib.request
from dataclasses import replace
from typing import Any

import pytest

from aws_session.sandbox import Server
from aws_session.sandbox.faults import Refused
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials

HOME = "https://console.aws.amazon.com/console/home"


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def ask(server: Server, method: str = "POST", **fields: str) -> tuple[int, str]:
    """Return the status and the body, or the target of a redirect."""
    form = urllib.parse.urlencode(fields)
    url = f"{server.endpoint}/federation"
    request = (
        urllib.request.Request(url, data=form.encode())
        if method == "POST"
        else urllib.request.Request(f"{url}?{form}")
    )
    try:
        with urllib.request.build_opener(NoRedirects).open(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Location") or error.read().decode()


def as_json(held: Credentials) -> str:
    return json.dumps(
        {"sessionId": held.key_id, "sessionKey": held.secret, "sessionToken": held.token}
    )


def trade(server: Server, held: Credentials, **more: str) -> tuple[int, str]:
    return ask(server, Action="getSigninToken", Session=as_json(held), **more)


@pytest.fixture
def role(session: Clients) -> Credentials:
    """A role assumed with a session."""
    arn = "arn:aws:iam::210987654321:role/Admin"
    return Credentials.of(session("sts").assume_role(RoleArn=arn, RoleSessionName="alice"))


@pytest.fixture
def direct(alice: Clients, company: Company) -> Credentials:
    """The same role, assumed with the long-term key and a code."""
    arn = "arn:aws:iam::210987654321:role/Admin"
    company.device.forget_spent_codes()
    return Credentials.of(
        alice("sts").assume_role(
            RoleArn=arn,
            RoleSessionName="alice",
            SerialNumber=company.device.serial,
            TokenCode=company.code(),
        )
    )


def test_a_roles_session_signs_a_browser_in_once(server: Server, role: Credentials) -> None:
    status, body = trade(server, role)
    login = {"Action": "login", "Destination": HOME, "SigninToken": json.loads(body)["SigninToken"]}

    assert status == 200
    assert ask(server, "GET", **login) == (302, HOME)
    assert ask(server, "GET", **login)[0] == 400


def test_a_token_is_good_for_a_quarter_of_an_hour(
    server: Server, company: Company, role: Credentials
) -> None:
    token = json.loads(trade(server, role)[1])["SigninToken"]
    company.cloud.clock.advance(901)  # type: ignore[attr-defined]

    assert ask(server, "GET", Action="login", Destination=HOME, SigninToken=token)[0] == 400


def test_a_session_without_a_role_cannot_sign_in(server: Server, session: Clients) -> None:
    status, body = trade(server, session.credentials)

    assert (status, "only a role" in body) == (400, True)


@pytest.mark.parametrize(
    "wrong", [{"secret": "x" * 40}, {"token": "x"}, {"key_id": "ASIAFAKENOBODY"}]
)
def test_wrong_credentials_cannot_sign_in(
    server: Server, role: Credentials, wrong: dict[str, str]
) -> None:
    assert trade(server, replace(role, **wrong))[0] == 400


def test_an_ended_session_cannot_sign_in(
    server: Server, company: Company, role: Credentials
) -> None:
    company.cloud.age_sessions(3601)

    assert trade(server, role)[0] == 400


def test_a_chained_role_may_name_no_duration(
    server: Server, role: Credentials, direct: Credentials
) -> None:
    assert trade(server, role, SessionDuration="3600")[0] == 400
    assert trade(server, direct, SessionDuration="43200")[0] == 200


@pytest.mark.parametrize("seconds", ["899", "43201", "long"])
def test_durations_have_limits(server: Server, direct: Credentials, seconds: str) -> None:
    assert trade(server, direct, SessionDuration=seconds)[0] == 400


@pytest.mark.parametrize(
    "fields", [{}, {"Action": "getSigninToken"}, {"Action": "login", "SigninToken": "x"}]
)
def test_what_is_incomplete_is_refused(server: Server, fields: dict[str, str]) -> None:
    assert ask(server, **fields)[0] == 400


def test_the_log_counts_calls_and_holds_no_secret(
    server: Server, company: Company, role: Credentials
) -> None:
    trade(server, role)
    ask(server, "GET", Action="login", Destination=HOME, SigninToken="wrong")
    (call,) = company.cloud.calls.of("getSigninToken")

    assert (call.service, call.access_key_id, call.outcome) == ("signin", role.key_id, "OK")
    assert role.secret not in str(list(company.cloud.calls))
    assert role.token
    assert role.token not in str(list(company.cloud.calls))


def test_faults_come_on_demand(server: Server, company: Company, role: Credentials) -> None:
    company.cloud.faults.add("getSigninToken", Refused("InternalFailure", "x", 500))

    assert [trade(server, role)[0] for _ in range(2)] == [500, 200]
