from __future__ import annotations

from typing import TYPE_CHECKING

import botocore
import botocore.session
import pytest
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as KNOWN

import regenerate
from aws_session.config import profile_env, profiles

if TYPE_CHECKING:
    from pathlib import Path

    from aws_session.config.profile import Profile


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


def test_an_endpoint_whose_service_no_variable_can_name_is_left_out_and_named() -> None:
    services = "api.ecr =\n  endpoint_url = https://e\ns3 =\n  endpoint_url = https://s\n"
    found = profile(f"[profile a]\nservices = x\n[services x]\n{services}")

    assert profile_env.exported_settings(found, {}) == (("AWS_ENDPOINT_URL_S3", "https://s"),)
    assert profile_env.not_exported(found) == ("services.api.ecr",)


def test_the_default_profile_is_not_lost_and_needs_no_carrying() -> None:
    found = profile("[default]\noutput = table\ns3 =\n  x = y\n", "default")

    assert carried(found, {}) == {}
    assert profile_env.not_exported(found) == ()
    assert carried(None, {}) == {}


def test_what_no_variable_can_carry_is_named() -> None:
    found = profile("[profile a]\ns3 =\n  x = y\ntcp_keepalive = true\noutput = json\n")

    assert profile_env.not_exported(found) == ("tcp_keepalive", "s3.x")


def test_settings_below_s3_are_exported_as_far_as_there_are_variables() -> None:
    text = (
        "[profile a]\ns3 =\n  use_arn_region = true\n  addressing_style = path\n"
        "  us_east_1_regional_endpoint = regional\n  s3_disable_multiregion_access_points = true\n"
    )
    found = profile(text)

    assert carried(found, {}) == {
        "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS": "true",
        "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "regional",
        "AWS_S3_USE_ARN_REGION": "true",
    }
    assert profile_env.not_exported(found) == ("s3.addressing_style",)
    both = profile(
        f"{text}[profile b]\ns3_use_arn_region = false\ns3 =\n  use_arn_region = true\n", "b"
    )
    assert carried(both, {}) == {"AWS_S3_USE_ARN_REGION": "false"}
    assert carried(both, {"AWS_S3_USE_ARN_REGION": "x"}) == {}


def locked_botocore() -> str:
    text = (regenerate.ROOT / "uv.lock").read_text()
    return text.partition('name = "botocore"\nversion = "')[2].partition('"')[0]


def test_botocores_own_table_is_what_is_carried() -> None:
    if botocore.__version__ != locked_botocore():
        pytest.skip(f"botocore {botocore.__version__} is not that of uv.lock, {locked_botocore()}")

    assert regenerate.new_profile_settings() == []


def test_every_setting_of_a_profile_reaches_botocore_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """botocore reads the same from a profile and from its variables without the profile."""
    text = "[profile a]\n" + "".join(f"{s} = 7\n" for s in profile_env.VARIABLES)
    (tmp_path / "config").write_text(text)
    (tmp_path / "empty").write_text("")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "empty"))
    for name in (*profile_env.VARIABLES.values(), "AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)

    def seen(file: str, name: str | None) -> dict[str, object]:
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / file))
        session = botocore.session.Session(profile=name)
        return {
            variable: session.get_config_variable(variable)
            for variable, (setting, *_) in KNOWN.items()
            if setting in profile_env.VARIABLES
        }

    by_profile = seen("config", "a")
    for name, value in carried(profile(text), {}).items():
        monkeypatch.setenv(name, value)

    assert len(by_profile) > 25
    assert seen("empty", None) == by_profile


@pytest.mark.parametrize("setting", ["use_fips_endpoint", "use_dualstack_endpoint"])
def test_what_only_the_default_profile_turns_on_is_off_for_botocore(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str
) -> None:
    text = f"[default]\n{setting} = true\n[profile a]\noutput = json\n"
    (tmp_path / "config").write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name in (*profile_env.VARIABLES.values(), "AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    found = profiles.read(text, "CONFIG", "", "CREDENTIALS")
    exported = dict(profile_env.exported_settings(found.find("a"), {}, found.find("default")))

    def seen(name: str | None) -> object:
        return botocore.session.Session(profile=name).get_config_variable(setting)

    assert (seen("a"), seen(None)) == (None, True)
    monkeypatch.setenv(*exported.popitem())
    assert seen(None) is False
    assert exported == {"AWS_DEFAULT_OUTPUT": "json"}


DEFAULT = """
[default]
endpoint_url = http://127.0.0.1:1
ca_bundle = /x
services = s
[services s]
s3 =
  endpoint_url = http://127.0.0.1:2
[profile a]
"""


@pytest.mark.parametrize(
    ("own", "environ", "read"),
    [
        ("", {}, ("ca_bundle", "endpoint_url", "services")),
        ("endpoint_url = https://own", {}, ("ca_bundle",)),
        ("", {"AWS_ENDPOINT_URL": "https://own"}, ("ca_bundle",)),
        ("ca_bundle = /own", {}, ("endpoint_url", "services")),
        ("ignore_configured_endpoint_urls = true", {}, ("ca_bundle",)),
    ],
)
def test_what_is_read_from_the_default_profile_is_found(
    own: str, environ: dict[str, str], read: tuple[str, ...]
) -> None:
    found = profiles.read(f"{DEFAULT}{own}\n", "CONFIG", "", "CREDENTIALS")
    default = found.find("default")

    assert profile_env.read_from_default(found.find("a"), environ, default) == read
    assert profile_env.read_from_default(default, environ, default) == ()
    assert profile_env.read_from_default(found.find("a"), environ, None) == ()
