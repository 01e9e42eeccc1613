from __future__ import annotations

import botocore.session
import pytest

from aws_session.aws import endpoints
from aws_session.config import profiles

_SDK = botocore.session.Session()


@pytest.mark.locked
@pytest.mark.parametrize("partition", _SDK.get_available_partitions())
def test_the_expected_host_is_the_one_that_botocore_calls(partition: str) -> None:
    regions = _SDK.get_available_regions("sts", partition, allow_non_regional=False)
    wrong = {
        region: (expected, found)
        for region in regions
        if (expected := endpoints.expected("sts", region, {}, None))
        != (found := _SDK.create_client("sts", region).meta.endpoint_url)
    }

    assert regions
    assert not wrong


@pytest.mark.parametrize("name", ["use_fips_endpoint", "use_dualstack_endpoint"])
def test_no_host_is_expected_if_a_setting_chooses_another(name: str) -> None:
    chosen = profiles.read(f"[profile a]\n{name} = true\n", "", "", "").find("a")

    assert endpoints.expected("sts", "eu-west-1", {f"AWS_{name.upper()}": "true"}, None) is None
    assert endpoints.expected("sts", "eu-west-1", {}, chosen) is None
    assert endpoints.expected("sts", None, {}, None) is None


def test_a_configured_endpoint_is_expected() -> None:
    told = {"AWS_ENDPOINT_URL": "https://h.example"}

    assert endpoints.expected("sts", None, told, None) == "https://h.example"
