"""Real clients that call the sandbox, and the refusals that they get."""

from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from aws_session.sandbox.principals import AccessKey

# One session for all clients: service models are read once. Typed loosely, because its
# overloads want the service's name as a literal.
_SESSION: Any = boto3.Session(aws_access_key_id="unused", aws_secret_access_key="unused")
_CONFIG = Config(
    retries={"total_max_attempts": 1},
    parameter_validation=False,
    connect_timeout=5,
    read_timeout=5,
)


@dataclass(frozen=True)
class Credentials:
    key_id: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, answer: dict[str, Any]) -> "Credentials":
        got = answer["Credentials"]
        return cls(got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"])

    @classmethod
    def of_key(cls, key: AccessKey) -> "Credentials":
        return cls(key.id, key.secret)


@dataclass(frozen=True)
class Clients:
    """Clients of one endpoint for one set of credentials."""

    endpoint: str
    credentials: Credentials
    region: str = "us-east-1"

    def __call__(self, service: str, **options: Any) -> Any:
        given = {"region_name": self.region, "config": _CONFIG} | options
        return _SESSION.client(
            service,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.credentials.key_id,
            aws_secret_access_key=self.credentials.secret,
            aws_session_token=self.credentials.token,
            **given,
        )

    def with_(self, credentials: Credentials) -> "Clients":
        return Clients(self.endpoint, credentials, self.region)


@dataclass(frozen=True)
class Refusal:
    code: str
    message: str
    status: int


def refusal(call: Any, **parameters: Any) -> Refusal:
    """Return the refusal of a call that must fail."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    response = caught.value.response
    return Refusal(
        response["Error"]["Code"],
        response["Error"]["Message"],
        response["ResponseMetadata"]["HTTPStatusCode"],
    )
