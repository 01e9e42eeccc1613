from __future__ import annotations

import pytest

from aws_session.config import profiles
from aws_session.config.profile import MAKING_CREDENTIALS
from aws_session.config.profile_faults import nothing_there


@pytest.mark.parametrize(
    ("setting", "meant"),
    [
        ("export aws_access_key_id", "aws_access_key_id"),
        ("export AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"),
        ("aws_acces_key_id", "aws_access_key_id"),
        ("aws_access_key", "aws_access_key_id"),
        ("aws_secret_key", "aws_secret_access_key"),
        ("accessKeyId", "aws_access_key_id"),
        ("secret_access_key", "aws_secret_access_key"),
    ],
)
def test_a_setting_that_was_meant_for_a_key_is_named_with_its_line(
    setting: str, meant: str
) -> None:
    found = profiles.read("", "CONFIG", f"[p]\noutput = json\n{setting} = x\n", "CREDENTIALS")
    error = nothing_there(found.find("p"), "profile 'p'", MAKING_CREDENTIALS)

    read = setting.lower()
    assert error.message == f"profile 'p' has no credentials: {read!r} is not read as {meant}"
    assert error.hint == f"write {meant} instead of {read!r}: CREDENTIALS, line 3"


@pytest.mark.parametrize("setting", ["role_arn", "credential_process", "aws_access_key_id"])
def test_a_setting_for_credentials_without_a_value_is_named_with_its_line(setting: str) -> None:
    config = f"[profile p]\nsource_profile = default\n{setting} =\n"
    found = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    error = nothing_there(found.find("p"), "profile 'p'", MAKING_CREDENTIALS)

    assert error.message == f"profile 'p' has no credentials: {setting} has no value"
    assert error.hint == "add it, or remove the line: CONFIG, line 3"


@pytest.mark.parametrize(
    ("name", "word"), [("default", ""), ("p", " --profile p"), ("a b", " --profile 'a b'")]
)
def test_a_profile_with_other_settings_only_has_no_credentials(name: str, word: str) -> None:
    config = f"[profile '{name}']\nregion = x\noutput = json\n"
    found = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    error = nothing_there(found.find(name), f"profile {name!r}", MAKING_CREDENTIALS)

    assert error.message == f"profile {name!r} has no credentials in CREDENTIALS"
    assert error.hint == f"add a key with: aws configure{word}"
