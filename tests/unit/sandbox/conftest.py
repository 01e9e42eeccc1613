import time
from collections.abc import Iterator

import pytest

from aws_session.sandbox import Clock, Server, scenario, totp
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials


@pytest.fixture
def company() -> Company:
    """A company at the start of a thirty-second step, so that no code changes half-way."""
    now = time.time()
    return scenario.company(clock=Clock(now - now % totp.STEP_SECONDS))


@pytest.fixture
def server(company: Company) -> Iterator[Server]:
    with Server(company.cloud) as running:
        yield running


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
