from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aws_session.aws import transport
from aws_session.config import profiles
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from pathlib import Path

    from aws_session.config.profile import Profile

URL = "https://sts.eu-west-1.amazonaws.com"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def said(
    environ: dict[str, str], profile: Profile | None = None, url: str = URL
) -> tuple[str, str | None] | None:
    try:
        transport.check(url, environ, profile)
    except SessionError as error:
        return error.message, error.hint
    return None


def profile_with(tmp_path: Path, *lines: str) -> Profile:
    text = "\n".join(["[profile work]", *lines])
    return profiles.read(text, str(tmp_path / "config"), "", str(tmp_path / "credentials")).find(
        "work"
    )


CHOICES = [
    ("sts_regional_endpoints", "regional or legacy", "legacy"),
    ("retry_mode", "standard, adaptive or legacy", "adaptive"),
    (
        "defaults_mode",
        "standard, in-region, cross-region, mobile, auto or legacy",
        "in-region",
    ),
    ("account_id_endpoint_mode", "preferred, disabled or required", "required"),
    ("request_checksum_calculation", "when_supported or when_required", "when_required"),
    ("response_checksum_validation", "when_supported or when_required", "when_supported"),
    ("request_min_compression_size_bytes", "a number from 1 to 1048576", "1048576"),
]


@pytest.mark.parametrize(("setting", "valid", "good"), CHOICES)
@pytest.mark.parametrize("value", ["sometimes", " ", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_an_invalid_value_of_a_variable_is_reported_with_the_valid_ones(
    setting: str, valid: str, good: str, value: str
) -> None:
    variable = f"AWS_{setting.upper()}"

    assert said({variable: value}) == (
        f"{value!r} is not a valid value of {variable}",
        f"set it to {valid}, or remove it: unset {variable}",
    )
    assert said({variable: good}) is None


@pytest.mark.parametrize(("setting", "valid", "good"), CHOICES)
def test_an_invalid_value_in_a_profile_is_reported_with_its_file_and_line(
    tmp_path: Path, setting: str, valid: str, good: str
) -> None:
    profile = profile_with(tmp_path, "region = eu-west-1", f"{setting} = sometimes")

    assert said({}, profile) == (
        f"'sometimes' is not a valid value of {setting} ({tmp_path / 'config'}, line 3)",
        f"set it to {valid}, or remove the line",
    )
    assert said({f"AWS_{setting.upper()}": good}, profile) is None


@pytest.mark.parametrize("value", ["udp", "0", "70000"])
def test_a_port_for_metrics_is_a_number_where_they_are_on(tmp_path: Path, value: str) -> None:
    profile = profile_with(tmp_path, "csm_enabled = true", f"csm_port = {value}")

    assert said({"AWS_CSM_PORT": value}) is None
    assert said({"AWS_CSM_ENABLED": "true", "AWS_CSM_PORT": "31000"}) is None
    assert said({"AWS_CSM_ENABLED": "True", "AWS_CSM_PORT": value}) == (
        f"{value!r} is not a valid value of AWS_CSM_PORT",
        "set it to a number from 1 to 65535, or remove it: unset AWS_CSM_PORT",
    )
    assert said({}, profile) == (
        f"{value!r} is not a valid value of csm_port ({tmp_path / 'config'}, line 3)",
        "set it to a number from 1 to 65535, or remove the line",
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AWS_STS_REGIONAL_ENDPOINTS", ""),
        ("AWS_RETRY_MODE", ""),
        ("AWS_RETRY_MODE", "Standard"),
        ("AWS_DEFAULTS_MODE", "Auto"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "DISABLED"),
    ],
)
def test_what_botocore_accepts_is_accepted(variable: str, value: str) -> None:
    assert said({variable: value}) is None


def test_botocore_accepts_no_capital_letters_in_the_choice_of_endpoints() -> None:
    assert said({"AWS_STS_REGIONAL_ENDPOINTS": "Regional"}) == (
        "'Regional' is not a valid value of AWS_STS_REGIONAL_ENDPOINTS",
        "set it to regional or legacy, or remove it: unset AWS_STS_REGIONAL_ENDPOINTS",
    )


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8080"])
def test_an_empty_bundle_is_refused_with_or_without_tls(variable: str, url: str) -> None:
    assert said({variable: ""}, url=url) == (
        f"{variable} is set, but empty",
        f"name a file with certificates, or remove it: unset {variable}",
    )


def test_an_empty_bundle_of_a_profile_is_named_with_its_line(tmp_path: Path) -> None:
    assert said({}, profile_with(tmp_path, "ca_bundle =")) == (
        f"ca_bundle ({tmp_path / 'config'}, line 2) is set, but empty",
        "name a file with certificates, or remove it",
    )


def test_a_bundle_that_holds_no_certificate_is_named_with_what_names_it(tmp_path: Path) -> None:
    empty, missing, good = tmp_path / "empty.pem", tmp_path / "missing.pem", tmp_path / "good.pem"
    empty.write_text("")
    good.write_text(PEM)
    hint = "it must be a file with certificates in PEM format: correct {}"

    assert said({"AWS_CA_BUNDLE": str(empty)}) == (
        f"the CA bundle cannot be read: {empty} contains no certificate in PEM format",
        hint.format("AWS_CA_BUNDLE"),
    )
    assert said({"REQUESTS_CA_BUNDLE": str(missing)}) == (
        f"the CA bundle cannot be read: {missing}: No such file or directory",
        hint.format("REQUESTS_CA_BUNDLE"),
    )
    assert said({"AWS_CA_BUNDLE": str(tmp_path)}) == (
        f"the CA bundle cannot be read: {tmp_path}: Is a directory",
        hint.format("AWS_CA_BUNDLE"),
    )
    assert said({}, profile_with(tmp_path, f"ca_bundle = {empty}")) == (
        f"the CA bundle cannot be read: {empty} contains no certificate in PEM format",
        hint.format(f"ca_bundle ({tmp_path / 'config'}, line 2)"),
    )
    assert said({"AWS_CA_BUNDLE": str(good), "REQUESTS_CA_BUNDLE": str(missing)}) is None


def test_a_missing_bundle_does_not_matter_without_tls(tmp_path: Path) -> None:
    environ = {"AWS_CA_BUNDLE": str(tmp_path / "missing.pem")}

    assert said(environ, url="http://127.0.0.1:8080") is None


def test_a_file_for_tls_keys_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "keys"

    assert said({"SSLKEYLOGFILE": str(path)}) == (
        f"SSLKEYLOGFILE names {path}, which cannot be written: No such file or directory",
        "name another file, or do not log TLS keys: unset SSLKEYLOGFILE",
    )
    assert said({"SSLKEYLOGFILE": str(tmp_path)}) == (
        f"SSLKEYLOGFILE names {tmp_path}, which cannot be written: Is a directory",
        "name another file, or do not log TLS keys: unset SSLKEYLOGFILE",
    )
    assert said({"SSLKEYLOGFILE": str(tmp_path / "keys")}) is None
    assert said({"SSLKEYLOGFILE": ""}) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with a name")
def test_a_pipe_for_tls_keys_without_a_reader_does_not_block(tmp_path: Path) -> None:
    pipe = tmp_path / "keys"
    os.mkfifo(pipe)

    assert said({"SSLKEYLOGFILE": str(pipe)}) == (
        f"SSLKEYLOGFILE names {pipe}, which cannot be written: No such device or address",
        "name another file, or do not log TLS keys: unset SSLKEYLOGFILE",
    )


@pytest.mark.parametrize("scheme", ["socks", "socks4", "socks4a", "socks5", "SOCKS5h"])
def test_a_socks_proxy_is_refused_whatever_is_installed(scheme: str) -> None:
    assert said({"HTTPS_PROXY": f"{scheme}://127.0.0.1:1080"}) == (
        "HTTPS_PROXY is a SOCKS proxy, which boto3 cannot use, with or without PySocks",
        "use an HTTP proxy: export HTTPS_PROXY=http://HOST:PORT",
    )


@pytest.mark.parametrize(
    ("password", "letters", "encoded"),
    [
        ("p@ss#1", "@ and #", "@ as %40, # as %23"),
        ("p#ss", "#", "# as %23"),
        ("p/ss", "/", "/ as %2F"),
        ("p?[s", "? and [", "? as %3F, [ as %5B"),
    ],
)
@pytest.mark.parametrize("scheme", ["http://", "https://", ""])
def test_characters_that_end_a_password_are_reported_with_their_encoding_only(
    password: str, letters: str, encoded: str, scheme: str
) -> None:
    address = f"{scheme}alice:{password}@proxy.corp.example:3128"

    assert said({"https_proxy": address}) == (
        f"the user name or password in https_proxy contains {letters}, which must be URL-encoded",
        f"write {encoded}: export https_proxy=http://USER:PASSWORD@HOST:PORT",
    )


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://proxy:21", "its scheme is 'ftp'"),
        ("http://", "it does not name a host"),
        ("http://:3128", "it does not name a host"),
        ("http://alice:secret@", "it does not name a host"),
        ("http://proxy:99999", "'99999' is not a port"),
        ("http://alice:secret@proxy:x", "'x' is not a port"),
        ("http://proxy:0", "'0' is not a port"),
        ("http://pro xy:3128", "'pro xy:3128' is not a host"),
        ("http://[::1:3128", "'[::1:3128' is not a host"),
        ("http://alice:secret@proxy:3128\\n", "'proxy:3128\\\\n' is not a host"),
        ("http://proxy:3128\n", "'proxy:3128\ufffd' is not a host"),
        ("http:proxy:3128", "its scheme is not followed by ://"),
        ("http:/alice:secret@proxy:3128", "its scheme is not followed by ://"),
        ("HTTPS//proxy", "its scheme is not followed by ://"),
        ("HTTP://alice:secret@proxy:3128", "its scheme must be in lower case"),
    ],
)
def test_what_is_wrong_with_a_proxys_address_is_reported(address: str, why: str) -> None:
    assert said({"HTTPS_PROXY": address}) == (
        f"HTTPS_PROXY is not a valid proxy address: {why}",
        "for example: export HTTPS_PROXY=http://HOST:PORT",
    )


@pytest.mark.parametrize("password", ["p\u00e4ss", "p%C3%A4ss", "p\udcffss"])
def test_a_proxys_password_that_boto3_cannot_send_is_refused_and_never_shown(password: str) -> None:
    what = "contains characters outside ASCII, which boto3 cannot send to a proxy"

    assert said({"HTTPS_PROXY": f"http://alice:{password}@proxy.corp.example:3128"}) == (
        f"the user name or password in HTTPS_PROXY {what}",
        "use a password in ASCII: export HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
    )


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTPS_PROXY": "http://proxy.corp.example:3128"},
        {"HTTPS_PROXY": "httpproxy.corp.example:3128"},
        {"HTTPS_PROXY": "http://alice:p%20ss@proxy.corp.example:3128"},
        {"HTTPS_PROXY": "proxy.corp.example:3128"},
        {"HTTPS_PROXY": "http://alice:p%40ss%231@proxy.corp.example:3128/"},
        {"HTTPS_PROXY": "http://[::1]:3128"},
        {"HTTPS_PROXY": ""},
        {"https_proxy": "", "HTTPS_PROXY": "socks5://127.0.0.1:1080"},
        {"HTTP_PROXY": "socks5://127.0.0.1:1080"},
        {"ALL_PROXY": "socks5://127.0.0.1:1080"},
        {"HTTPS_PROXY": "socks5://127.0.0.1:1080", "NO_PROXY": ".amazonaws.com"},
        {"HTTPS_PROXY": "socks5://127.0.0.1:1080", "no_proxy": "*"},
    ],
)
def test_a_usable_or_unused_proxy_is_not_reported(
    environ: dict[str, str],
) -> None:
    assert said(environ) is None
