from __future__ import annotations

import configparser

import pytest

from aws_session.config import config_without_keys, ini, profiles

SECRET = "FAKESECRETFAKESECRETFAKESECRETFAKESEC000"
KEY = f"aws_access_key_id = AKIAFAKEAAAAAAAAAAA1\naws_secret_access_key = {SECRET}\n"


def of(config: str, credentials: str = "") -> config_without_keys.WithoutKeys:
    read = profiles.read(config, "CONFIG", credentials, "CREDENTIALS")
    return config_without_keys.of(ini.sections(config, "CONFIG"), read)


@pytest.mark.parametrize(
    "line",
    [
        f"AWS_SECRET_ACCESS_KEY={SECRET}",
        f"aws_security_token : {SECRET}",
        f"my_client_secret = {SECRET}",
        f"okta_password = {SECRET}",
        f"output = json\n  aws_secret_access_key = {SECRET}",
        f"s3 =\n  secret_access_key = {SECRET}",
        f"cli_pager = sh -c 'AWS_SECRET_ACCESS_KEY={SECRET} less'",
        f"# aws_secret_access_key = {SECRET}",
        f"; {SECRET}",
        f"endpoint_url = https://alice:{SECRET}@proxy.example.com/",
        f"unknown = {SECRET}\naws_secret_access_key = {SECRET} # with a comment",
        f"unknown = {SECRET}\naws_secret_access_key = '{SECRET}'",
    ],
)
def test_every_secret_is_left_out(line: str) -> None:
    for title in ("default", "profile a", 'profile "a b"', "services s", "plugins", "a"):
        text = of(f"[{title}]\nregion = us-east-1\n{line}\n").text

        assert text == f"[{title}]\nregion = us-east-1\n"


def test_a_key_of_the_credentials_file_is_left_out_too() -> None:
    found = of(f"[default]\nregion = us-east-1\ncli_pager = less {SECRET}\n", f"[default]\n{KEY}")

    assert found == config_without_keys.WithoutKeys("[default]\nregion = us-east-1\n", ())


@pytest.mark.parametrize("mark", [" #", " ;", "\t#", "\t;"])
def test_a_comment_after_a_value_is_left_out_if_it_may_hold_a_secret(mark: str) -> None:
    assert of(f"[default]\nregion = us-east-1{mark} {KEY}").text == (
        "[default]\nregion = us-east-1\n"
    )
    harmless = f"[default]\ncredential_process = show 'Team{mark}1'\n"
    assert of(harmless).text == harmless


def test_a_profile_without_its_key_does_not_become_another_identity() -> None:
    found = of(
        f"[profile a]\n{KEY}role_arn = arn:aws:iam::111122223333:role/A\nsource_profile = b\n"
        'region = us-east-1\n[profile "a"]\ncredential_process = other\n'
        f"[profile b]\n{KEY}[profile c]\nrole_arn = arn:aws:iam::111122223333:role/A\n"
        "source_profile = a\n",
        f"[b]\n{KEY}",
    )

    assert found.text == (
        '[profile a]\nregion = us-east-1\n\n[profile "a"]\n\n[profile b]\n\n'
        "[profile c]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = a\n"
    )
    assert found.unavailable == ("a", "c")


def test_everything_else_is_read_again_unchanged() -> None:
    text = (
        "[default]\noutput = json\ncli_pager =\ns3 =\n  addressing_style = path\n"
        "  max_concurrent_requests = 20\nweb_identity_token_file = /run/token\n"
        "[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\n"
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start#/\n"
        "sso_registration_scopes = sso:account:access\n"
        "[services local]\ns3 =\n  endpoint_url = http://[::1]:9000\n"
        "[profile Z%rich O'Neil]\nmfa_serial = arn:aws:iam::111122223333:mfa/alice\n"
    )
    before, after = configparser.RawConfigParser(), configparser.RawConfigParser()
    before.read_string(text)
    after.read_string(of(text).text)

    assert {name: dict(after[name]) for name in after} == {
        name: dict(before[name]) for name in before
    }
