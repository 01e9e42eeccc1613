from __future__ import annotations

import pytest

from aws_session.aws.source_credentials import OF_SHELL, SourceCredentials, nothing_there
from aws_session.config import profiles
from aws_session.environment import ENVIRONMENT, FOREIGN
from aws_session.model.credentials import Credentials

SESSION = Credentials("ASIAFAKE", "hush", "token")
UNSET = "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"
OTHER_TOOL = (
    "renew it with the tool that wrote it, or use another profile: aws-session --profile NAME"
)


@pytest.mark.parametrize(
    ("origin", "config", "renewal"),
    [
        (OF_SHELL, "", "start a new session: aws-session"),
        (FOREIGN, "", f"renew it with the tool that set it, or remove it: {UNSET}"),
        ("profile:p q", "[profile 'p q']\nregion = x\n", OTHER_TOOL),
        (
            "profile:p q",
            "[profile 'p q']\nsso_session = s\n",
            "sign in again: aws sso login --profile 'p q'",
        ),
        (
            "profile:p q",
            "[profile 'p q']\nlogin_session = s\n",
            "sign in again: aws login --profile 'p q'",
        ),
    ],
)
def test_a_temporary_key_is_renewed_where_it_came_from(
    origin: str, config: str, renewal: str
) -> None:
    profile = profiles.read(config, "CONFIG", "", "CREDENTIALS").by_name.get("p q")

    assert SourceCredentials(origin, SESSION, profile).renewal == renewal


def test_a_long_term_key_is_not_renewed() -> None:
    key = Credentials("AKIAFAKE", "hush")

    assert SourceCredentials(ENVIRONMENT, key, None).renewal == ""
    assert SourceCredentials(ENVIRONMENT, None, None).renewal == ""


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
    error = nothing_there(SourceCredentials("profile:p", None, found.find("p")))

    read = setting.lower()
    assert error.message == f"profile 'p' has no credentials: {read!r} is not read as {meant}"
    assert error.hint == f"write {meant} instead of {read!r}: CREDENTIALS, line 3"


@pytest.mark.parametrize("setting", ["role_arn", "credential_process", "aws_access_key_id"])
def test_a_setting_for_credentials_without_a_value_is_named_with_its_line(setting: str) -> None:
    config = f"[profile p]\nsource_profile = default\n{setting} =\n"
    found = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    error = nothing_there(SourceCredentials("profile:p", None, found.find("p")))

    assert error.message == f"profile 'p' has no credentials: {setting} has no value"
    assert error.hint == "add it, or remove the line: CONFIG, line 3"


@pytest.mark.parametrize(
    ("name", "word"), [("default", ""), ("p", " --profile p"), ("a b", " --profile 'a b'")]
)
def test_a_profile_with_other_settings_only_has_no_credentials(name: str, word: str) -> None:
    config = f"[profile '{name}']\nregion = x\noutput = json\n"
    found = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    error = nothing_there(SourceCredentials(f"profile:{name}", None, found.find(name)))

    assert error.message == f"profile {name!r} has no credentials in CREDENTIALS"
    assert error.hint == f"add a key with: aws configure{word}"
