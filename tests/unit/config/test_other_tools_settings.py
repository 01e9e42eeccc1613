from __future__ import annotations

import pytest
from botocore.configprovider import (
    BOTOCORE_DEFAUT_SESSION_VARIABLES,
    DEFAULT_PROXIES_CONFIG_VARS,
)

from aws_session.commands.doctor import files as doctor_files
from aws_session.commands.doctor.findings import OK, WARNING, Finding
from aws_session.commands.doctor.local_checks import LocalState
from aws_session.config import NONE, other_tools_settings, profiles
from aws_session.config.profile import Profile
from aws_session.environment.state_format import read_snapshot
from aws_session.session.precedence import Inputs

KEY = "aws_access_key_id = AKIAFAKE\naws_secret_access_key = hush\n"

WHOLE = """\
[profile whole]
region = eu-west-1
output = json
cli_pager =
s3 =
  addressing_style = path
include_profile = other
parent_profile = other
mfa_serial = GAHT12345678
mfa_process = pass otp aws
aws_mfa_device = GAHT12345678
session_tags = a=b
transitive_session_tags = a
source_identity = alice
credentials_duration = 1h
session_token_duration = 8h
expiration = 2019-07-02 03:06:05
x_security_token_expires = 2019-07-02T03:06:05Z
web_identity_token_process = cat token
granted_sso_start_url = https://corp.awsapps.com/start
granted_sso_account_id = 111122223333
common_fate_generated_from = aws-sso
autoawsume = true
assumed_role = False
jump_role_arn = arn:aws:iam::111122223333:role/Jump
azure_tenant_id = x
google_config.ask_role = True
x_principal_arn = x
sso_auto_populated = true
color = ff0000
mfa_serail = x
colour_of_the_bikeshed = x
[profile other]
region = eu-west-1
"""


def one(config: str, name: str) -> Profile:
    return profiles.read(config, "CONFIG", "", "CREDENTIALS").find(name)


def test_every_key_is_read_or_reported_with_the_tool_it_belongs_to() -> None:
    assert [str(each) for each in other_tools_settings.of(one(WHOLE, "whole"))] == [
        "web_identity_token_process (of aws-vault)",
        "granted_sso_start_url (of granted)",
        "granted_sso_account_id (of granted)",
        "common_fate_generated_from (of granted)",
        "autoawsume (of awsume)",
        "assumed_role (of aws-mfa)",
        "jump_role_arn (of aws-runas)",
        "azure_tenant_id (of aws-azure-login)",
        "google_config.ask_role (of aws-google-auth)",
        "x_principal_arn (of saml2aws)",
        "sso_auto_populated (of aws-sso-util)",
        "color (of AWS Extend Switch Roles)",
        "mfa_serail (did you mean mfa_serial?)",
        "colour_of_the_bikeshed",
    ]


@pytest.mark.parametrize(
    ("name", "told"), [("work-long-term", []), ("work", ["assume_role (of aws-mfa)"])]
)
def test_the_role_of_aws_mfa_is_read_where_aws_mfa_reads_it(name: str, told: list[str]) -> None:
    config = f"[profile {name}]\n{KEY}assume_role = arn:aws:iam::111122223333:role/R\n"

    assert [str(each) for each in other_tools_settings.of(one(config, name))] == told


OF_TOOLS = {
    "aws-vault": (
        *("mfa_serial", "role_arn", "external_id", "region", "role_session_name"),
        *("duration_seconds", "source_profile", "include_profile", "parent_profile", "sso_session"),
        *("sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "endpoint_url"),
        *("web_identity_token_file", "web_identity_token_process", "sts_regional_endpoints"),
        *("session_tags", "transitive_session_tags", "source_identity", "credential_process"),
        *("mfa_process", "sso_registration_scopes"),
    ),
    "granted": (
        *("granted_sso_start_url", "granted_sso_region", "granted_sso_account_id"),
        *("granted_sso_role_name", "granted_sso_registration_scopes", "credential_process"),
        *("granted_skip_credential_process_validation", "common_fate_generated_from"),
        *("region", "role_session_name", "mfa_serial", "source_profile", "role_arn"),
        *("azure_tenant_id", "google_config.google_sp_id", "granted_color", "granted_icon"),
    ),
    "awsume": (
        *("autoawsume", "manager", "principal_arn", "credential_source", "external_id"),
        *("mfa_serial", "region", "role_arn", "role_session_name", "duration_seconds"),
        *("session_token_duration", "source_profile", "credential_process", "sso_account_id"),
        *("awsumepy_command", "expiration", "source_expiration"),
    ),
    "aws-mfa": (
        *("aws_mfa_device", "assume_role", "assumed_role", "assumed_role_arn", "expiration"),
        *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"),
    ),
}
"""What each tool reads or writes, by its documentation and its source of August 2026."""

NAMED = {
    "aws-vault": {"web_identity_token_process"},
    "granted": {
        *("granted_sso_start_url", "granted_sso_region", "granted_sso_account_id"),
        *("granted_sso_role_name", "granted_sso_registration_scopes", "granted_color"),
        *("granted_skip_credential_process_validation", "common_fate_generated_from"),
        *("granted_icon", "azure_tenant_id", "google_config.google_sp_id"),
    },
    "awsume": {"autoawsume", "manager", "principal_arn", "awsumepy_command"},
    "aws-mfa": {"assume_role", "assumed_role", "assumed_role_arn"},
}


@pytest.mark.parametrize("tool", OF_TOOLS)
def test_no_tools_setting_is_ignored_silently(tool: str) -> None:
    lines = "".join(f"{setting} = x\n" for setting in OF_TOOLS[tool])
    found = other_tools_settings.of(one(f"[profile whole]\n{lines}[profile x]\n{KEY}", "whole"))

    assert {each.setting for each in found} == NAMED[tool]
    assert [each for each in found if each.tool is None] == []


def test_what_botocore_reads_is_known() -> None:
    names = {
        variable[0] for variable in BOTOCORE_DEFAUT_SESSION_VARIABLES.values() if variable[0]
    } | {variable[0] for variable in DEFAULT_PROXIES_CONFIG_VARS.values() if variable[0]}
    names = {name for name in names if isinstance(name, str)}

    assert names - other_tools_settings.KNOWN - {"profile"} == set()


@pytest.mark.parametrize(
    ("line", "typo", "meant"),
    [
        ("mfa_serail = x", "mfa_serail", "mfa_serial"),
        ("regoin = x", "regoin", "region"),
        ("role_anr = x", "role_anr", "role_arn"),
        ("source-profile = x", "source-profile", "source_profile"),
        ("duration_second = 1", "duration_second", "duration_seconds"),
        ("aws_region = x", "aws_region", "region"),
        ("AWS_DEFAULT_REGION = x", "aws_default_region", "region"),
        ("mfa-serial-number = x", "mfa-serial-number", "mfa_serial"),
        ("role_duration_seconds = x", "role_duration_seconds", "duration_seconds"),
    ],
)
def test_a_mistyped_setting_is_reported_with_the_near_one(line: str, typo: str, meant: str) -> None:
    (found,) = other_tools_settings.of(one(f"[profile a]\n{line}\n", "a"))

    assert (found.setting, found.line, found.tool, found.meant) == (typo, 2, None, meant)


def files(config: str) -> list[Finding]:
    here = read_snapshot({}, 0)
    read = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    inputs = Inputs(here, read, NONE)
    return doctor_files.examine(inputs, LocalState(), lambda *names: f"unset {names}")


def test_the_doctor_names_them_once_a_profile() -> None:
    config = (
        f"[profile a]\n{KEY}mfa_serail = x\ngranted_color = red\n"
        f"[profile b]\ninclude_profile = a\n{KEY}[profile c]\n{KEY}granted_color = red\n"
    )

    assert files(config) == [
        Finding(
            "files",
            WARNING,
            (
                "profile a: settings that neither aws-session nor the AWS "
                "CLI and SDKs read: mfa_serail (did you mean "
                "mfa_serial?), granted_color (of granted)"
            ),
            "correct the spelling: CONFIG, line 4",
        ),
        Finding(
            "files",
            WARNING,
            "profile c: settings that neither aws-session nor the AWS CLI "
            "and SDKs read: granted_color (of granted)",
            "sessions do not use them: CONFIG, line 13",
        ),
    ]
    assert files(f"[profile a]\n{KEY}region = eu-west-1\n") == [
        Finding("files", OK, "1 AWS profile")
    ]


@pytest.mark.parametrize(
    ("line", "what", "remedy"),
    [
        (
            "duration_seconds = soon",
            "duration_seconds of profile 'dev' is not a duration, so it is not used",
            "write it like 3600 or 1h: CONFIG, line 7",
        ),
        (
            "session_tags = team",
            "session_tags of profile 'dev' is not a list of KEY=VALUE",
            "write it like team=ops,stage=prod: CONFIG, line 7",
        ),
        (
            "include_profile = dev",
            "the include_profile of profile 'dev' leads back to itself: dev -> dev",
            "correct it: CONFIG, line 7",
        ),
    ],
)
def test_the_doctor_names_a_value_that_cannot_be_read(line: str, what: str, remedy: str) -> None:
    role = "role_arn = arn:aws:iam::210987654321:role/Admin\nsource_profile = work\n"
    found = files(f"[profile work]\n{KEY}[profile dev]\n{role}{line}\n")

    assert found == [Finding("files", WARNING, what, remedy)]
