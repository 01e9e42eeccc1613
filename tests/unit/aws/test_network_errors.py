from __future__ import annotations

import pytest
from botocore import exceptions as boto

from aws_session.aws import network_errors
from aws_session.aws.botocore_errors import Call


@pytest.mark.parametrize(
    ("host", "check"),
    [
        (
            "sts.us-east-1a.amazonaws.com",
            "us-east-1a is not a known region; did you mean us-east-1?",
        ),
        ("sts.us-east-1.amazonaws.com", "check the network and the name of the region"),
        ("sts.us-iso-east-1.c2s.ic.gov", "check the network and the name of the region"),
        ("sts.amazonaws.com", "check the network and the name of the region"),
        ("vpce-1.sts.us-east-1.vpce.amazonaws.com", "check the network and the name of the region"),
    ],
)
def test_a_host_that_does_not_exist_may_be_of_a_region_that_does_not(host: str, check: str) -> None:
    failure = boto.EndpointConnectionError(
        endpoint_url=f"https://{host}/", error=OSError("Name or service not known")
    )

    error = network_errors.explain(failure, Call("sts:GetSessionToken", "profile 'work'"))

    assert error is not None
    assert error.message == f"cannot reach {host}: no such host"
    assert error.hint == f"{check}; to use another: aws-session --region NAME"
