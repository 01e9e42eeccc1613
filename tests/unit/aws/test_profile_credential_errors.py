from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

import pytest

from aws_session.aws.client import AwsClient
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.config import aws_files
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    ("head", "named"),
    [("sso_session = corp\n[sso-session corp]\n", "corp"), ("", "https://corp.awsapps.com/start")],
)
def test_an_sso_region_that_cannot_be_in_a_host_name_is_reported_with_its_line(
    tmp_path: Path, head: str, named: str
) -> None:
    token = {"accessToken": SECRET, "expiresAt": "2090-01-01T00:00:00Z", "startUrl": named}
    cache = tmp_path / ".aws" / "sso" / "cache" / f"{hashlib.sha1(named.encode()).hexdigest()}.json"
    cache.parent.mkdir(parents=True)
    cache.write_text(json.dumps({**token, "region": "eu-west-1"}))
    config = tmp_path / "config"
    text = (
        "[profile s]\nregion = eu-west-1\nsso_account_id = 210987654321\nsso_role_name = Admin\n"
        f"{head}sso_region = eu west\nsso_start_url = https://corp.awsapps.com/start\n"
    )
    config.write_text(text)
    base = {"HOME": str(tmp_path), "AWS_CONFIG_FILE": str(config)}
    base["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    profile = aws_files.read(base).find("s")
    with pytest.raises(SessionError) as caught:
        AwsClient(SourceCredentials("profile:s", None, profile), None, base).resolve()

    line = text.splitlines().index("sso_region = eu west") + 1
    assert caught.value.message == "sso_region 'eu west' of profile 's' is not valid"
    assert caught.value.hint == f"write it like eu-west-1: {config}, line {line}"


NOWHERE = "AWS_EC2_METADATA_SERVICE_ENDPOINT"


@pytest.mark.parametrize(
    ("source", "environ", "what", "remedy"),
    [
        ("Ec2InstanceMetadata", {"AWS_EC2_METADATA_DISABLED": "true"},
         "an EC2 instance (credential_source), but AWS_EC2_METADATA_DISABLED forbids it",
         "unset AWS_EC2_METADATA_DISABLED"),
        ("Ec2InstanceMetadata", {NOWHERE: "http://127.0.0.1:9"},
         "an EC2 instance (credential_source), but this machine is not one, or has no role",
         "use it on an instance with a role"),
        ("EcsContainer", {},
         ("a container (credential_source), but no variable AWS_CONTAINER_CREDENTIALS_... names a "
          "service"),
         "use it in a container of ECS or EKS"),
    ],
)  # fmt: skip
def test_a_credential_source_that_is_not_here_is_named(
    tmp_path: Path, source: str, environ: dict[str, str], what: str, remedy: str
) -> None:
    config = tmp_path / "config"
    role = "role_arn = arn:aws:iam::111122223333:role/x"
    config.write_text(f"[profile s]\nregion = eu-west-1\n{role}\ncredential_source = {source}\n")
    base = {"HOME": str(tmp_path), "AWS_CONFIG_FILE": str(config), **environ}
    base["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    profile = aws_files.read(base).find("s")
    with pytest.raises(SessionError) as caught:
        AwsClient(SourceCredentials("profile:s", None, profile), None, base).resolve()

    assert caught.value.message == f"profile 's' takes its credentials from {what}"
    assert str(caught.value.hint).startswith(f"{remedy}, or name another profile")


def test_a_token_file_without_a_role_is_reported_with_its_line(tmp_path: Path) -> None:
    config = tmp_path / "config"
    (tmp_path / "token").write_text("token")
    config.write_text(
        f"[profile s]\nregion = eu-west-1\nweb_identity_token_file = {tmp_path}/token\n"
    )
    base = {"HOME": str(tmp_path), "AWS_CONFIG_FILE": str(config)}
    base["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    profile = aws_files.read(base).find("s")
    with pytest.raises(SessionError) as caught:
        AwsClient(SourceCredentials("profile:s", None, profile), None, base).resolve()

    assert caught.value.message == "profile 's' has a web_identity_token_file but no role_arn"
    assert caught.value.hint == (
        f"add role_arn, or remove web_identity_token_file: {config}, line 3"
    )


def test_a_tilde_in_the_path_of_a_token_file_is_not_expanded(tmp_path: Path) -> None:
    config = tmp_path / "config"
    (tmp_path / "token").write_text("token")
    config.write_text(
        "[profile s]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/x\n"
        "web_identity_token_file = ~/token\n"
    )
    base = {"HOME": str(tmp_path), "AWS_CONFIG_FILE": str(config)}
    base["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    profile = aws_files.read(base).find("s")
    with pytest.raises(SessionError) as caught:
        AwsClient(SourceCredentials("profile:s", None, profile), None, base).resolve()

    assert caught.value.message == (
        "profile 's' needs ~/token, which cannot be read: No such file or directory "
        "(AWS's tools do not expand ~ in it)"
    )
