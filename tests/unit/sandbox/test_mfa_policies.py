"""What each kind of credentials may do under each of the four policies."""

import json
from collections.abc import Callable, Iterator

import pytest
from botocore.exceptions import ClientError

from aws_session.sandbox import MFA_POLICIES, Server, scenario
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials, refusal

ROLE = "arn:aws:iam::210987654321:role/OrganizationAccountAccessRole"
HOUR = 3600


def key(company: Company, clients: Clients) -> Clients:
    return clients


def plain_session(company: Company, clients: Clients) -> Clients:
    return clients.with_(Credentials.of(clients("sts").get_session_token()))


def mfa_session(company: Company, clients: Clients) -> Clients:
    answer = clients("sts").get_session_token(
        SerialNumber=company.device.serial, TokenCode=company.code()
    )
    return clients.with_(Credentials.of(answer))


def old_mfa_session(company: Company, clients: Clients) -> Clients:
    session = mfa_session(company, clients)
    company.cloud.age_sessions(8 * HOUR + 60)
    return session


def allowed(clients: Clients) -> set[str]:
    """Return which of four calls succeed."""
    calls: dict[str, Callable[[], object]] = {
        "own devices": lambda: clients("iam").list_mfa_devices(UserName="alice"),
        "users": clients("iam").list_users,
        "accounts": clients("organizations").list_accounts,
        "role": lambda: clients("sts").assume_role(RoleArn=ROLE, RoleSessionName="alice"),
    }
    return {name for name, call in calls.items() if _goes_through(call)}


def _goes_through(call: Callable[[], object]) -> bool:
    try:
        call()
    except ClientError:
        return False
    return True


@pytest.fixture
def under() -> Iterator[Callable[[str], tuple[Company, Clients]]]:
    servers: list[Server] = []

    def build(policy: str) -> tuple[Company, Clients]:
        company = scenario.company(policy=policy)
        servers.append(Server(company.cloud).start())
        credentials = Credentials.of_key(company.key)
        return company, Clients(servers[-1].endpoint, credentials, company.region)

    yield build
    for server in servers:
        server.stop()


EVERYTHING = {"own devices", "users", "accounts", "role"}
ALL_BUT_IAM = {"accounts", "role"}


@pytest.mark.parametrize(
    ("policy", "credentials", "expected"),
    [
        ("deny-long-term-keys", key, set()),
        ("deny-long-term-keys", plain_session, ALL_BUT_IAM),
        ("deny-long-term-keys", mfa_session, EVERYTHING),
        ("deny-long-term-keys", old_mfa_session, EVERYTHING),
        ("require-mfa-age", key, {"own devices"}),
        ("require-mfa-age", plain_session, set()),
        ("require-mfa-age", mfa_session, EVERYTHING),
        ("require-mfa-age", old_mfa_session, {"own devices"}),
        ("allow-with-mfa", key, set()),
        ("allow-with-mfa", plain_session, set()),
        ("allow-with-mfa", mfa_session, EVERYTHING),
        ("allow-with-mfa", old_mfa_session, EVERYTHING),
        ("deny-without-mfa", key, set()),
        ("deny-without-mfa", plain_session, set()),
        ("deny-without-mfa", mfa_session, EVERYTHING),
        ("deny-without-mfa", old_mfa_session, EVERYTHING),
    ],
)
def test_a_policy_allows_what_its_description_says(
    under: Callable[[str], tuple[Company, Clients]],
    policy: str,
    credentials: Callable[[Company, Clients], Clients],
    expected: set[str],
) -> None:
    assert allowed(credentials(*under(policy))) == expected


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("deny-long-term-keys", "with an explicit deny in an identity-based policy"),
        ("require-mfa-age", "with an explicit deny in an identity-based policy"),
        (
            "allow-with-mfa",
            "because no identity-based policy allows the iam:ListUsers action",
        ),
        ("deny-without-mfa", "with an explicit deny in an identity-based policy"),
    ],
)
def test_the_refusal_says_why(
    under: Callable[[str], tuple[Company, Clients]], policy: str, reason: str
) -> None:
    _, clients = under(policy)

    told = refusal(clients("iam").list_users)

    assert (told.code, told.status) == ("AccessDenied", 403)
    assert told.message == (
        "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:ListUsers "
        f"on resource: arn:aws:iam::111122223333:user/ {reason}"
    )


@pytest.mark.parametrize("policy", ["deny-long-term-keys", "require-mfa-age", "deny-without-mfa"])
def test_a_role_can_be_taken_with_the_key_and_a_code(
    under: Callable[[str], tuple[Company, Clients]], policy: str
) -> None:
    company, clients = under(policy)
    asked = {
        "RoleArn": "arn:aws:iam::432109876543:role/Admin",
        "RoleSessionName": "alice",
        "SerialNumber": company.device.serial,
        "TokenCode": company.code(),
    }
    if policy == "deny-long-term-keys":
        assert refusal(clients("sts").assume_role, **asked).code == "AccessDenied"
    else:
        assert clients("sts").assume_role(**asked)


def test_as_a_service_control_policy_it_also_stops_posed_roles(
    under: Callable[[str], tuple[Company, Clients]],
) -> None:
    company, clients = under("deny-without-mfa")
    session = mfa_session(company, clients)
    posed = session.with_(
        Credentials.of(session("sts").assume_role(RoleArn=ROLE, RoleSessionName="alice"))
    )
    assert posed("iam").list_users()
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    inline = company.user.inline.get("deny-without-mfa")
    assert inline is not None

    company.organization.put_control_policies(
        {"Version": "2012-10-17", "Statement": [allow]}, inline.document.text
    )

    told = refusal(posed("iam").list_users)
    arn = company.organization.control_policies[1].arn
    assert told.message.endswith(f"with an explicit deny in a service control policy: {arn}")


def test_the_mfa_key_is_absent_for_a_long_term_key_and_false_for_a_plain_session(
    under: Callable[[str], tuple[Company, Clients]],
) -> None:
    company, clients = under("deny-without-mfa")
    document = MFA_POLICIES["deny-without-mfa"].document
    weaker = json.loads(json.dumps(document).replace("BoolIfExists", "Bool"))

    company.user.put_policy("deny-without-mfa", weaker)

    assert allowed(clients) == EVERYTHING
    assert allowed(plain_session(company, clients)) == set()
