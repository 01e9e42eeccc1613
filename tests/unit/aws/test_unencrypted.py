"""No secret is sent unencrypted, whichever service is called and wherever its address is set."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from aws_session.aws import sdk_session
from aws_session.aws.client import AwsClient
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.commands.doctor.aws_checks import AwsChecks
from aws_session.config import aws_files
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials
from aws_session.model.identity import CallerIdentity

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = "http://192.0.2.2:8080"
REFUSAL = r"the configured endpoint http://192\.0\.2\.2:8080 is not https"
KEY = Credentials("ASIAFAKEFAKEFAKEFAKE", "fake", "token", int(time.time()) + 3_600)
ALICE = CallerIdentity("arn:aws:iam::111122223333:user/alice", "111122223333")


@pytest.fixture
def base(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def signer(base: dict[str, str], profile: str, key: Credentials | None) -> SourceCredentials:
    return SourceCredentials(f"profile:{profile}", key, aws_files.read(base).find(profile))


@pytest.mark.parametrize(
    ("settings", "environ"),
    [
        (f"web_identity_token_file = /dev/null\nendpoint_url = {ELSEWHERE}", {}),
        ("web_identity_token_file = /dev/null", {"AWS_ENDPOINT_URL": ELSEWHERE}),
        (f"credential_source = EcsContainer\nendpoint_url = {ELSEWHERE}", {}),
    ],
)
def test_a_role_that_botocore_assumes(
    base: dict[str, str], tmp_path: Path, settings: str, environ: dict[str, str]
) -> None:
    role = "role_arn = arn:aws:iam::210987654321:role/Admin"
    (tmp_path / "config").write_text(f"[profile w]\nregion = eu-west-1\n{role}\n{settings}\n")
    client = AwsClient(signer(base, "w", None), "eu-west-1", base | environ)

    with pytest.raises(SessionError, match=REFUSAL):
        client.resolve()


@pytest.mark.parametrize("service", ["SSO", "SSO_OIDC"])
def test_a_token_of_sso(base: dict[str, str], tmp_path: Path, service: str) -> None:
    (tmp_path / "config").write_text(
        "[profile s]\nregion = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n"
        "sso_region = eu-west-1\nsso_account_id = 210987654321\nsso_role_name = Admin\n"
    )
    environ = base | {f"AWS_ENDPOINT_URL_{service}": ELSEWHERE}

    with pytest.raises(SessionError, match=REFUSAL):
        AwsClient(signer(base, "s", None), "eu-west-1", environ).resolve()


@pytest.mark.parametrize(
    ("settings", "environ"),
    [
        ("", {"AWS_ENDPOINT_URL_ORGANIZATIONS": ELSEWHERE}),
        (f"services = x\n[services x]\norganizations =\n  endpoint_url = {ELSEWHERE}", {}),
    ],
)
def test_the_list_of_accounts(
    base: dict[str, str], tmp_path: Path, settings: str, environ: dict[str, str]
) -> None:
    (tmp_path / "config").write_text(f"[profile w]\nregion = eu-west-1\n{settings}\n")
    client = AwsClient(signer(base, "w", KEY), "eu-west-1", base | environ)

    with pytest.raises(SessionError, match=REFUSAL):
        list(client.account_pages())


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("localhost:4566", "it has no scheme"),
        ("http://127.0.0.1:99999", "the port of the configured endpoint"),
        ("http://[::1", "is not a valid address"),
    ],
)
def test_an_address_that_is_none_names_where_it_is_set(
    base: dict[str, str], tmp_path: Path, address: str, what: str
) -> None:
    (tmp_path / "config").write_text("[profile w]\nregion = eu-west-1\n")
    environ = base | {"AWS_ENDPOINT_URL_ORGANIZATIONS": address}

    with pytest.raises(SessionError, match=what) as caught:
        list(AwsClient(signer(base, "w", KEY), "eu-west-1", environ).account_pages())
    assert "AWS_ENDPOINT_URL_ORGANIZATIONS" in (caught.value.hint or "")


def test_what_doctor_asks_about_the_key_and_the_policies(
    base: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[profile w]\nregion = eu-west-1\n")
    environ = base | {"AWS_ENDPOINT_URL_IAM": ELSEWHERE}
    checks = AwsChecks(signer(base, "w", KEY), "eu-west-1", environ)

    with pytest.raises(SessionError, match=REFUSAL):
        checks.devices(ALICE)
    assert checks.key_created(ALICE, KEY.key_id) is None
    assert checks.policies(ALICE) == ((), False)


def test_a_key_without_a_profile_does_not_go_where_the_default_profile_says(
    base: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS_PROFILE may name no profile: then none was checked, and none may be read."""
    (tmp_path / "config").write_text(f"[default]\nregion = eu-west-1\nendpoint_url = {ELSEWHERE}\n")
    for name, value in base.items():
        monkeypatch.setenv(name, value)
    session = sdk_session.signing(KEY, SourceCredentials("environment", KEY, None), "eu-west-1")

    assert session.client("sts").meta.endpoint_url == "https://sts.eu-west-1.amazonaws.com"
