import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from aws_session.sandbox import Clock, Server, scenario, totp
from aws_session.sandbox.scenario import Company


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    # Calls change the environment of their process.
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment for calls that has nothing but the PATH."""
    monkeypatch.setattr(os, "environ", {"PATH": os.environ["PATH"]})


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
def open_session(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., boto3.session.Session]]:
    """Return a function that opens an MFA session of the company's user, or a role in it."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    with Server(company.cloud) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)

        def opened(role: str | None = None) -> boto3.session.Session:
            key = boto3.session.Session(company.key.id, company.key.secret, region_name="us-east-1")
            answer = key.client("sts").get_session_token(
                SerialNumber=company.device.serial, TokenCode=company.code()
            )
            session = _of(answer)
            if role is None:
                return session
            sts = session.client("sts", region_name="us-east-1")
            return _of(sts.assume_role(RoleArn=role, RoleSessionName="alice"))

        yield opened


def _of(answer: Any) -> boto3.session.Session:
    got = answer["Credentials"]
    # Without a region: listing accounts needs none.
    return boto3.session.Session(got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"])
