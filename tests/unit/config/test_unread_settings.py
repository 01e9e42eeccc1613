from __future__ import annotations

import pytest
from botocore.configprovider import (
    BOTOCORE_DEFAUT_SESSION_VARIABLES,
    DEFAULT_PROXIES_CONFIG_VARS,
)

from aws_session.commands.doctor import files as doctor_files
from aws_session.commands.doctor.findings import OK, WARNING, Finding
from aws_session.commands.doctor.surroundings import Surroundings
from aws_session.config import profiles, settings, unread_settings
from aws_session.config.profiles import Profile
from aws_session.environment import change as snapshots
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


def test_every_key_is_read_or_named_with_whose_it_is() -> None:
    assert [str(each) for each in unread_settings.of(one(WHOLE, "whole"))] == [
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


def test_what_botocore_reads_is_known() -> None:
    names = {
        variable[0] for variable in BOTOCORE_DEFAUT_SESSION_VARIABLES.values() if variable[0]
    } | {variable[0] for variable in DEFAULT_PROXIES_CONFIG_VARS.values() if variable[0]}
    names = {name for name in names if isinstance(name, str)}

    assert names - unread_settings.KNOWN - {"profile"} == set()


@pytest.mark.parametrize(
    ("line", "typo", "meant"),
    [
        ("mfa_serail = x", "mfa_serail", "mfa_serial"),
        ("regoin = x", "regoin", "region"),
        ("role_anr = x", "role_anr", "role_arn"),
        ("source-profile = x", "source-profile", "source_profile"),
        ("duration_second = 1", "duration_second", "duration_seconds"),
    ],
)
def test_a_mistyped_setting_is_told_with_the_near_one(line: str, typo: str, meant: str) -> None:
    (found,) = unread_settings.of(one(f"[profile a]\n{line}\n", "a"))

    assert (found.setting, found.line, found.tool, found.meant) == (typo, 2, None, meant)


def files(config: str) -> list[Finding]:
    here = snapshots.read_snapshot({}, 0)
    read = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    inputs = Inputs(here, read, settings.NONE)
    return doctor_files.examine(inputs, Surroundings(), lambda *names: f"unset {names}")


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
                "profile a: not read here or by the AWS CLI and SDKs: mfa_serail (did you mean "
                "mfa_serial?), granted_color (of granted)"
            ),
            "correct what is mistyped: CONFIG, line 4",
        ),
        Finding(
            "files",
            WARNING,
            "profile c: not read here or by the AWS CLI and SDKs: granted_color (of granted)",
            "sessions go without them: CONFIG, line 13",
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
            "duration_seconds of profile 'dev' is not a duration, and so not used",
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
