from __future__ import annotations

import pytest
from botocore import exceptions as boto

from aws_session.aws import network_errors
from aws_session.aws.botocore_errors import Call

CHECK = "check the network and the name of the region"


@pytest.mark.parametrize(
    ("host", "check"),
    [
        (
            "sts.us-east-1a.amazonaws.com",
            "us-east-1a is not a known region; did you mean us-east-1? To use another",
        ),
        ("sts.us-east-1.amazonaws.com", f"{CHECK}; to use another"),
        ("sts.us-iso-east-1.c2s.ic.gov", f"{CHECK}; to use another"),
        ("sts.amazonaws.com", f"{CHECK}; to use another"),
        ("vpce-1.sts.us-east-1.vpce.amazonaws.com", f"{CHECK}; to use another"),
    ],
)
def test_a_host_that_does_not_exist_may_be_of_a_region_that_does_not(host: str, check: str) -> None:
    failure = boto.EndpointConnectionError(
        endpoint_url=f"https://{host}/", error=OSError("Name or service not known")
    )

    error = network_errors.explain(failure, Call("sts:GetSessionToken", "profile 'work'"))

    assert error is not None
    assert error.message == f"cannot reach {host}: no such host"
    assert error.hint == f"{check}: aws-session --region NAME"


@pytest.mark.parametrize(
    ("host", "kind", "variable", "setting"),
    [
        ("sts-fips.af-south-1.amazonaws.com", "FIPS", "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        ("sts-fips.xx-1.api.aws", "FIPS", "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        (
            "sts.af-south-1.api.aws",
            "dual-stack",
            "AWS_USE_DUALSTACK_ENDPOINT",
            "use_dualstack_endpoint",
        ),
    ],
)
def test_a_kind_of_endpoint_that_a_region_lacks_is_named(
    host: str, kind: str, variable: str, setting: str
) -> None:
    failure = boto.EndpointConnectionError(
        endpoint_url=f"https://{host}/", error=OSError("Name or service not known")
    )

    error = network_errors.explain(failure, Call("sts:GetSessionToken", "profile 'work'"))

    assert error is not None
    assert error.hint == (
        f"check the network; not every region has {kind} endpoints: to use the others, unset "
        f"{variable} (in a profile: {setting} = false)"
    )
