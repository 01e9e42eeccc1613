from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as KNOWN

from aws_session.config import profile_env, profiles

if TYPE_CHECKING:
    from aws_session.config.profiles import Profile


def carried(found: Profile | None, environ: dict[str, str]) -> dict[str, str]:
    return dict(profile_env.exported_settings(found, environ))


SETTINGS = {
    "ca_bundle": "AWS_CA_BUNDLE",
    "output": "AWS_DEFAULT_OUTPUT",
    "endpoint_url": "AWS_ENDPOINT_URL",
    "use_fips_endpoint": "AWS_USE_FIPS_ENDPOINT",
    "use_dualstack_endpoint": "AWS_USE_DUALSTACK_ENDPOINT",
    "retry_mode": "AWS_RETRY_MODE",
}


def profile(text: str, name: str = "a") -> Profile:
    return profiles.read(text, "CONFIG", "", "CREDENTIALS").find(name)


@pytest.mark.parametrize(("setting", "variable"), SETTINGS.items())
def test_what_a_profile_says_goes_into_the_variable_that_sdks_read(
    setting: str, variable: str
) -> None:
    found = profile(f"[profile a]\n{setting} = value\n")

    assert carried(found, {}) == {variable: "value"}


def test_botocore_reads_the_same_settings_from_the_same_variables() -> None:
    by_setting = {entry[0]: entry[1] for entry in KNOWN.values() if entry[0] and entry[1]}
    ours = {
        setting: set(carried(profile(f"[profile a]\n{setting} = value\n"), {}))
        for setting in by_setting
    }
    wrong = {
        setting: variables
        for setting, variables in ours.items()
        if variables and variables != {by_setting[setting]}
    }

    assert wrong == {}
    assert sum(map(bool, ours.values())) >= 7


def test_the_environment_wins_over_the_profile() -> None:
    found = profile("[profile a]\noutput = table\n")

    assert carried(found, {"AWS_DEFAULT_OUTPUT": "json"}) == {}
    assert carried(found, {"AWS_DEFAULT_OUTPUT": ""}) == {"AWS_DEFAULT_OUTPUT": "table"}


def test_endpoints_of_single_services_are_carried() -> None:
    text = (
        "[profile a]\nservices = s\n[services s]\ns3 =\n  endpoint_url = https://s3\n"
        "elastic_beanstalk =\n  endpoint_url = https://eb\ndynamodb =\n  x = y\n"
    )
    expected = {
        "AWS_ENDPOINT_URL_S3": "https://s3",
        "AWS_ENDPOINT_URL_ELASTIC_BEANSTALK": "https://eb",
    }

    assert carried(profile(text), {}) == expected
    assert carried(profile(text), {"AWS_ENDPOINT_URL": "https://all"}) == {}


def test_the_default_profile_is_not_lost_and_needs_no_carrying() -> None:
    found = profile("[default]\noutput = table\ns3 =\n  x = y\n", "default")

    assert carried(found, {}) == {}
    assert profile_env.not_exported(found) == ()
    assert carried(None, {}) == {}


def test_what_no_variable_can_carry_is_named() -> None:
    found = profile("[profile a]\ns3 =\n  x = y\ntcp_keepalive = true\noutput = json\n")

    assert profile_env.not_exported(found) == ("s3", "tcp_keepalive")
