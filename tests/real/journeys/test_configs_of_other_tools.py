"""Configs from other tools' documentation, used unchanged with AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.sandbox import scenario

if TYPE_CHECKING:
    from typing import Any

    from real.journeys.place import Place, Sitting

PROD = "210987654321"


def _key(place: Place) -> str:
    key = place.company.key
    return f"aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"


def _asked(place: Place, action: str) -> dict[str, Any]:
    return dict(place.company.cloud.calls.of(action)[-1].parameters)


def test_a_config_of_aws_vault(place: Place, sitting: Sitting) -> None:
    serial = place.company.device.serial
    trust = scenario.trust(place.company.account)
    trust["Statement"][0]["Action"] = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    place.company.cloud.accounts[PROD].add_role("Tagged", trust)
    place.credentials(f"[jonsmith]\n{_key(place)}")
    place.config(
        f"[profile common]\nregion = eu-west-1\nmfa_serial = {serial}\n"
        "source_profile = jonsmith\n"
        "[profile jonsmith]\ninclude_profile = common\n"
        f"[profile prod]\ninclude_profile = common\nrole_arn = arn:aws:iam::{PROD}:role/Tagged\n"
        "role_session_name = jon\nduration_seconds = 30m\nsource_identity = jon\n"
        "session_tags = team=ops,stage=prod\ntransitive_session_tags = team\n"
        "[profile prod-eu]\nparent_profile = prod\nregion = eu-central-1\n"
        "[profile west]\nsource_profile = jonsmith\nregion = us-west-2\n"
    )

    assert sitting.enter(f"aws-session pose prod-eu -m {place.fresh_code()}") == 0, sitting.notices
    made = place.company.cloud.sessions[sitting.aws("ACCESS_KEY_ID") or ""].role_session
    assert made is not None
    assert (made.name, made.source_identity) == ("jon", "jon")
    assert dict(made.tags) == {"team": "ops", "stage": "prod"}
    assert made.transitive == {"team"}
    assert str(_asked(place, "AssumeRole")["DurationSeconds"]) == "1800"
    assert sitting.aws("ACCOUNT_ID") == PROD
    assert sitting.environ.get("AWS_REGION") == b"eu-central-1"
    assert sitting.enter(f"aws-session -p west {place.fresh_code()}") == 0, sitting.notices
    assert sitting.environ.get("AWS_REGION") == b"us-west-2"
    assert _asked(place, "GetSessionToken")["SerialNumber"] == serial


def test_files_of_aws_mfa(place: Place, sitting: Sitting) -> None:
    serial = place.company.device.serial
    place.credentials(f"[work-long-term]\n{_key(place)}aws_mfa_device = {serial}\n")
    place.config("[profile work]\nregion = eu-west-1\n")

    assert sitting.enter(f"aws-session -p work {place.fresh_code()}") == 0, sitting.notices
    assert sitting.environ.get("AWS_REGION") == b"eu-west-1"
    assert _asked(place, "GetSessionToken")["SerialNumber"] == serial


@pytest.mark.parametrize("name", ["default", "work"])
def test_a_key_of_aws_mfa_is_enough_for_a_profile(
    place: Place, sitting: Sitting, name: str
) -> None:
    serial = place.company.device.serial
    place.credentials(f"[{name}-long-term]\n{_key(place)}aws_mfa_device = {serial}\n")
    sitting.environ["AWS_REGION"] = b"eu-west-1"

    assert sitting.enter(f"aws-session -p {name} {place.fresh_code()}") == 0, sitting.notices
    assert sitting.enter("aws-session end") == 0, sitting.notices
    posed = f"aws-session pose {PROD} Admin -p {name} -m {place.fresh_code()}"
    assert sitting.enter(posed) == 0, sitting.notices
    assert sitting.aws("ACCOUNT_ID") == PROD


def test_a_config_of_aws_runas(place: Place, sitting: Sitting) -> None:
    place.credentials(f"[source]\n{_key(place)}")
    place.config(
        "[profile source]\nregion = eu-west-1\nsession_token_duration = 8h\n"
        f"mfa_serial = {place.company.device.serial}\n"
        f"[profile prod]\nregion = eu-west-3\nrole_arn = arn:aws:iam::{PROD}:role/Admin\n"
        "source_profile = source\ncredentials_duration = 45m\n"
    )

    assert sitting.enter(f"aws-session pose prod -m {place.fresh_code()}") == 0, sitting.notices
    assert str(_asked(place, "GetSessionToken")["DurationSeconds"]) == "28800"
    assert str(_asked(place, "AssumeRole")["DurationSeconds"]) == "2700"
    assert sitting.environ.get("AWS_REGION") == b"eu-west-3"


def test_botocore_finds_what_an_included_profile_says(place: Place, sitting: Sitting) -> None:
    program = place.folder / "vault"
    key = place.company.key
    program.write_text(
        '#!/bin/sh\nprintf \'{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "%s"}\' '
        f"'{key.id}' '{key.secret}'\n"
    )
    program.chmod(0o700)
    place.credentials("")
    place.config(
        f"[profile base]\nregion = eu-west-1\ncredential_process = {program}\n"
        "[profile work]\ninclude_profile = base\n[profile west]\nsource_profile = work\n"
        "region = us-west-2\n"
    )

    assert sitting.enter(f"aws-session -p work {place.fresh_code()}") == 0, sitting.notices
    assert sitting.enter(f"aws-session -p west {place.fresh_code()}") == 0, sitting.notices
    assert sitting.environ.get("AWS_REGION") == b"us-west-2"


def test_a_config_of_awsume(place: Place, sitting: Sitting) -> None:
    trust = scenario.trust(place.company.account)
    trust["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": "deadbeef"}}
    place.company.cloud.accounts[PROD].add_role("Client", trust)
    place.credentials(f"[joel]\n{_key(place)}")
    place.config(
        f"[profile joel]\nregion = us-east-2\nmfa_serial = {place.company.device.serial}\n"
        f"[profile client]\nrole_arn = arn:aws:iam::{PROD}:role/Client\nsource_profile = joel\n"
        "external_id = deadbeef\nrole_session_name = joel-at-client\n"
        "[profile autoawsume-client]\nautoawsume = true\nmanager = awsume\n"
    )

    assert sitting.enter(f"aws-session pose client -m {place.fresh_code()}") == 0, sitting.notices
    made = place.company.cloud.sessions[sitting.aws("ACCESS_KEY_ID") or ""].role_session
    assert made is not None
    assert (made.name, sitting.aws("REGION")) == ("joel-at-client", "us-east-2")
    assert _asked(place, "GetSessionToken")["SerialNumber"] == place.company.device.serial


def test_a_config_of_granted(place: Place, sitting: Sitting) -> None:
    key = place.company.key
    program = place.folder / "granted"
    program.write_text(
        '#!/bin/sh\nprintf \'{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "%s"}\' '
        f"'{key.id}' '{key.secret}'\n"
    )
    program.chmod(0o700)
    place.credentials("")
    place.config(
        "[profile base]\nregion = ap-southeast-2\n"
        "granted_sso_start_url = https://corp.awsapps.com/start\ngranted_sso_region = us-east-1\n"
        f"granted_sso_account_id = {place.company.account}\ngranted_sso_role_name = Admin\n"
        "common_fate_generated_from = aws-sso\n"
        f"credential_process = {program} credential-process --profile base\n"
        f"[profile prod]\nrole_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = base\n"
        "region = eu-west-1\n"
    )

    assert sitting.enter(f"aws-session pose prod -m {place.fresh_code()}") == 0, sitting.notices
    assert (sitting.aws("ACCOUNT_ID"), sitting.aws("REGION")) == (PROD, "eu-west-1")
