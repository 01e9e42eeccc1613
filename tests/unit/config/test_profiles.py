from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.exceptions import ConfigParseError
from hypothesis import example, given, settings

from aws_config import files
from aws_session.config import ini_parser, profiles
from aws_session.errors import SessionError, UsageError
from aws_session.model.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aws_session.config.profiles import Profiles


def read(config: str = "", credentials: str = "") -> Profiles:
    return profiles.read(config, "CONFIG", credentials, "CREDENTIALS")


@contextlib.contextmanager
def environment(**variables: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def by_botocore(folder: Path, config: str, credentials: str) -> dict[str, Any] | None:
    (folder / "config").write_bytes(config.encode())
    (folder / "credentials").write_bytes(credentials.encode())
    with environment(
        AWS_CONFIG_FILE=str(folder / "config"),
        AWS_SHARED_CREDENTIALS_FILE=str(folder / "credentials"),
    ):
        try:
            return botocore.session.Session().full_config
        except ConfigParseError:
            return None


def flat(value: Any) -> Any:
    return ini_parser.nested(value) if isinstance(value, str) and value[:1] == "\n" else value


def by_us(config: str, credentials: str) -> dict[str, Any] | None:
    try:
        found = read(config, credentials)
    except SessionError:
        return None
    return {
        name: {setting: flat(entry.text) for setting, entry in profile.settings.items()}
        for name, profile in found.by_name.items()
    }


@settings(deadline=None, max_examples=80)
@given(files, files)
@example("[profile 'a b']\nx = 1\n", "")
@example("[profile a\\ b]\nx = 1\n", "")
@example('[profile "a"b]\nx = 1\n', "")
@example("[profile 'a]\nx = 1\n", "")
@example("[profile a b]\nx = 1\n", "")
@example("[profilea b]\nx = 1\n", "")
@example("[profile a]\nx = 1\n[profile 'a']\ny = 2\n", "")
@example("[profile default]\nx = 1\n[default]\ny = 2\n", "")
@example("[DEFAULT]\nregion = r\n[profile a]\n", "[a]\nregion = s\n[DEFAULT]\nx = 1\n")
@example("[profile a]\nregion = r\nx = 1\n", "[a]\nregion = s\n[profile a]\ny = 2\n")
@example("[default]\ns3 =\n  nonsense\n", "")
def test_profiles_are_those_that_botocore_finds(
    tmp_path_factory: pytest.TempPathFactory, config: str, credentials: str
) -> None:
    theirs = by_botocore(tmp_path_factory.mktemp("aws"), config, credentials)
    ours = by_us(config, credentials)

    expected = theirs and {
        name: {setting: flat(value) for setting, value in entries.items()}
        for name, entries in theirs["profiles"].items()
    }
    assert ours == expected


@pytest.mark.parametrize(
    ("settings_of", "kind"),
    [
        ("aws_access_key_id = A\naws_secret_access_key = s", "a long-term key"),
        ("aws_access_key_id = A", "a long-term key"),
        (
            "aws_access_key_id = A\naws_secret_access_key = s\naws_session_token = t",
            "a temporary key",
        ),
        (
            "aws_access_key_id = A\naws_secret_access_key = s\naws_security_token = t",
            "a temporary key",
        ),
        (
            "aws_access_key_id = A\naws_secret_access_key = s\naws_session_token =",
            "a long-term key",
        ),
        ("credential_process = p", "a credential_process"),
        ("credential_process = p\naws_access_key_id = A", "a credential_process"),
        ("role_arn = r\nsource_profile = b", "a role"),
        ("role_arn = r\naws_access_key_id = A\naws_secret_access_key = s", "a role"),
        ("web_identity_token_file = f\nrole_arn = r", "a web identity"),
        ("sso_session = s", "AWS SSO"),
        ("sso_start_url = u", "AWS SSO"),
        ("sso_account_id = 210987654321", "AWS SSO"),
        ("sso_role_name = Admin\naws_access_key_id = A\naws_secret_access_key = s", "AWS SSO"),
        ("login_session = l", "an `aws login` session"),
        ("region = r", "no credentials"),
    ],
)
def test_a_profile_knows_where_its_credentials_come_from(settings_of: str, kind: str) -> None:
    assert read(f"[profile a]\n{settings_of}\n").find("a").kind == kind


def test_a_key_in_the_credentials_file_goes_before_what_the_config_file_says() -> None:
    pair = "aws_access_key_id = A\naws_secret_access_key = s\n"
    config = "[profile a]\nlogin_session = l\ncredential_process = p\n"

    assert read(config, f"[a]\n{pair}").find("a").kind == "a long-term key"
    assert read(f"{config}{pair}").find("a").kind == "an `aws login` session"


def test_a_whole_pair_is_a_key_wherever_its_halves_are() -> None:
    profile = read("[profile a]\naws_access_key_id = A\n", "[a]\naws_secret_access_key = s\n")

    assert profile.find("a").static_key() == Credentials("A", "s")


@pytest.mark.parametrize("part", ["aws_secret_access_key = x", "aws_session_token = x"])
def test_a_part_of_a_key_changes_nothing_about_a_whole_one_in_the_other_file(part: str) -> None:
    pair = "[profile a]\naws_access_key_id = AKIAA\naws_secret_access_key = s\n"
    profile = read(pair, f"[a]\n{part}\nregion = eu-west-1\n").find("a")

    assert profile.static_key() == Credentials("AKIAA", "s")
    assert profile.kind == "a long-term key"
    assert profile.get("region") == "eu-west-1"


def test_the_credentials_file_overrides_the_config_file() -> None:
    profile = read("[profile a]\nmfa_serial = config\n", "[a]\nmfa_serial = credentials\n")

    assert profile.find("a").get("mfa_serial") == "credentials"


def test_an_empty_setting_counts_as_unset() -> None:
    profile = read("[profile a]\nregion =\n").find("a")

    assert profile.get("region") is None
    assert profile.static_key() is None


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ("aws_access_key_id", "aws_secret_access_key"),
        ("aws_secret_access_key", "aws_access_key_id"),
    ],
)
def test_half_a_pair_is_refused_with_its_line(there: str, missing: str) -> None:
    profile = read("", f"# c\n[a]\n{there} = hunter2\n").find("a")

    with pytest.raises(SessionError) as caught:
        profile.static_key()
    assert caught.value.message == f"profile 'a' has {there} (line 3) but no {missing}"
    assert str(caught.value.hint).startswith(f"add {missing} to it in CREDENTIALS")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(("PROD", "prod"), ("pro", "prod"), ("my-prod", "prod"), ("dev", None), ("zzz", None)),
        ("missing", None),
    ],
)
def test_an_unknown_profile_is_reported_with_similar_names(name: str, meant: str | None) -> None:
    known = read("[profile prod]\n[profile develop]\n[profile develop2]\n[profile g]\n")

    with pytest.raises(UsageError) as caught:
        known.find(name)
    ending = f"; did you mean {meant!r}?" if meant else ""
    assert caught.value.message == f"there is no AWS profile {name!r}{ending}"
    assert "CONFIG and CREDENTIALS have: " in str(caught.value.hint)
    assert "prod" in str(caught.value.hint)


def test_a_complete_lack_of_profiles_is_reported() -> None:
    with pytest.raises(UsageError) as caught:
        read().find("a")

    assert str(caught.value.hint).endswith("have: none")


@pytest.mark.parametrize("at", ["config", "credentials"])
def test_lines_that_cannot_be_nested_settings_are_refused_with_their_place(at: str) -> None:
    texts = {"config": "", "credentials": "", at: "[default]\ns3 =\n  nonsense\n"}

    with pytest.raises(
        SessionError, match=f"{at.upper()}, line 2: invalid nested settings under s3"
    ):
        read(**texts)


@pytest.mark.parametrize(
    ("region", "why"),
    [
        ("eu-west-1 # Ireland", ": AWS's tools read a comment after a value as part of it"),
        ("eu-west-1 ; Ireland", ": AWS's tools read a comment after a value as part of it"),
        ("“eu-west-1”", ""),
        ("eu_west_1", ""),
        ("eu-wést-1", ""),
        ("EU-WEST-1", ""),
        ("Ireland", ""),
    ],
)
def test_a_region_that_cannot_be_in_a_host_name_is_refused_with_its_line(
    region: str, why: str
) -> None:
    found = profiles.read(f"[profile p]\noutput = json\nregion = {region}\n", "CONFIG", "", "OTHER")
    with pytest.raises(SessionError) as caught:
        found.find("p").check()

    assert caught.value.message == f"region {region!r} of profile 'p' is not valid{why}"
    assert caught.value.hint == "write it like eu-west-1: CONFIG, line 3"


def test_the_suggested_line_quotes_the_profile_name() -> None:
    with pytest.raises(UsageError) as caught:
        profiles.read("[profile 'a b']\nregion = x\n", "CONFIG", "", "OTHER").find("mfa-a b")

    assert caught.value.hint == "sessions do not need a second profile: aws-session -p 'a b'"
