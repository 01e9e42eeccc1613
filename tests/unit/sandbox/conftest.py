import pytest

from aws_session.sandbox import Server
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials


@pytest.fixture
def alice(company: Company, server: Server) -> Clients:
    """Clients that sign with the user's long-term key."""
    return Clients(server.endpoint, Credentials.of_key(company.key), company.region)


@pytest.fixture
def code(company: Company) -> str:
    return company.code()


@pytest.fixture
def session(company: Company, alice: Clients) -> Clients:
    """Clients that sign with an MFA session, without having used a code."""
    answer = alice("sts").get_session_token(
        SerialNumber=company.device.serial, TokenCode=company.code()
    )
    company.device.forget_spent_codes()
    return alice.with_(Credentials.of(answer))
