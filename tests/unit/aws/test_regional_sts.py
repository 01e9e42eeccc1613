"""Which STS is called if botocore's own default is different: before 1.40 it was the global one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore import configprovider

from aws_session.aws import sdk_session
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.config import aws_files
from aws_session.environment import ENVIRONMENT
from aws_session.model.credentials import Credentials

if TYPE_CHECKING:
    from pathlib import Path

KEY = Credentials("AKIAFAKEFAKEFAKEFAKE", "fake")
REGIONAL = "https://sts.eu-west-1.amazonaws.com"
GLOBAL = "https://sts.amazonaws.com"


@pytest.fixture(autouse=True)
def older(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give botocore the default of its older versions."""
    name = "sts_regional_endpoints"
    variables = configprovider.BOTOCORE_DEFAUT_SESSION_VARIABLES
    monkeypatch.setitem(variables, name, (name, "AWS_STS_REGIONAL_ENDPOINTS", "legacy", None))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for other in ("AWS_STS_REGIONAL_ENDPOINTS", "AWS_PROFILE"):
        monkeypatch.delenv(other, raising=False)


def address() -> str:
    profile = aws_files.read(dict(os.environ)).by_name.get("default")
    session = sdk_session.signing(KEY, SourceCredentials(ENVIRONMENT, KEY, profile), "eu-west-1")
    return str(session.client("sts").meta.endpoint_url)


def test_without_a_setting_the_regions_own_is_called() -> None:
    before = boto3.session.Session(region_name="eu-west-1").client("sts").meta.endpoint_url

    assert before == GLOBAL
    assert address() == REGIONAL


@pytest.mark.parametrize(("said", "called"), [("legacy", GLOBAL), ("regional", REGIONAL)])
def test_what_is_set_is_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, called: str
) -> None:
    (tmp_path / "config").write_text(f"[default]\nsts_regional_endpoints = {said}\n")
    assert address() == called

    (tmp_path / "config").write_text("")
    monkeypatch.setenv("AWS_STS_REGIONAL_ENDPOINTS", said)
    assert address() == called
