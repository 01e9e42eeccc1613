from typing import Any
from urllib.parse import parse_qs, urlsplit

import botocore.loaders
import pytest
from botocore.endpoint_provider import EndpointProvider
from hypothesis import given
from hypothesis import strategies as st

from aws_session.aws import console_signin
from aws_session.commands.console import Console
from aws_session.commands.mfa import Mfa
from aws_session.errors import SessionError, UsageError
from aws_session.session.request import RoleRequest

ROLE = "arn:{}:sts::210987654321:assumed-role/Admin/alice"


@pytest.mark.parametrize(
    ("partition", "federation", "page"),
    [
        ("aws", "https://signin.aws.amazon.com/federation", "console.aws.amazon.com"),
        ("aws-cn", "https://signin.amazonaws.cn/federation", "console.amazonaws.cn"),
        (
            "aws-us-gov",
            "https://signin.amazonaws-us-gov.com/federation",
            "console.amazonaws-us-gov.com",
        ),
    ],
)
def test_each_partition_has_its_own_sign_in_endpoint(
    partition: str, federation: str, page: str
) -> None:
    door = console_signin.endpoint_for(ROLE.format(partition), None)

    assert door.federation == federation
    assert door.destination(None, None) == f"https://{page}/console/home"
    assert door.destination("s3", "cn-north-1") == f"https://{page}/s3/home?region=cn-north-1"


DATA = botocore.loaders.create_loader().load_data("partitions")["partitions"]
WITH_REGION = [
    (partition["id"], region)
    for partition in DATA
    for region in partition["regions"]
    if partition["id"] not in {"aws", "aws-cn", "aws-us-gov"} and not region.endswith("-global")
]


@pytest.mark.locked
@pytest.mark.parametrize(("partition", "region"), WITH_REGION)
def test_elsewhere_the_region_is_in_the_host(partition: str, region: str) -> None:
    loader = botocore.loaders.create_loader()
    rules = loader.load_service_model("signin", "endpoint-rule-set-1")
    provider = EndpointProvider(rules, loader.load_data("partitions"))
    ours = provider.resolve_endpoint(Region=region, UseFIPS=False, UseDualStack=False).url
    door = console_signin.endpoint_for(ROLE.format(partition), None, region)

    assert door.federation == f"{ours}/federation"


def test_the_sovereign_cloud_has_its_own_region() -> None:
    for region in (None, "eu-west-1", "eusc-de-east-1"):
        door = console_signin.endpoint_for(ROLE.format("aws-eusc"), None, region)

        assert door.federation == ("https://eusc-de-east-1.signin.amazonaws-eusc.eu/federation")
        assert door.destination(None, None) == "https://console.amazonaws-eusc.eu/console/home"


def test_a_partition_without_a_known_sign_in_endpoint_is_an_error() -> None:
    with pytest.raises(SessionError, match=r"partition aws-moon$"):
        console_signin.endpoint_for(ROLE.format("aws-moon"), None)


def test_a_configured_endpoint_is_the_way_in() -> None:
    door = console_signin.endpoint_for(ROLE.format("aws"), "http://127.0.0.1:4566/")

    assert door.federation == "http://127.0.0.1:4566/federation"


@given(st.text(), st.text())
def test_an_address_gives_back_what_went_into_it(token: str, destination: str) -> None:
    token, destination = (t.encode("utf-8", "ignore").decode() for t in (token, destination))
    address = console_signin.endpoint_for(ROLE.format("aws"), None).login(
        f"t{token}", f"d{destination}"
    )

    assert address.isascii()
    assert parse_qs(urlsplit(address).query) == {
        "Action": ["login"],
        "Issuer": ["aws-session"],
        "Destination": [f"d{destination}"],
        "SigninToken": [f"t{token}"],
    }


def test_a_profile_alone_signs_in_as_its_role() -> None:
    assert Console(profile="audit").request == Mfa(profile="audit").request


def test_a_long_duration_needs_a_code_and_a_role_assumed_with_the_key() -> None:
    assert Console(target="prod", duration="8h").request == RoleRequest(
        target="prod", mfa=True, command="console"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "prod", "duration": "13h"},
        {"target": "prod", "duration": "5m"},
        {"service": "s3?x=1"},
        {"service": "../s3"},
        {"service": ""},
    ],
)
def test_what_the_console_cannot_do_is_a_usage_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Console(**wrong)
