from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from aws_session.aws import endpoints
from aws_session.config import profile_env, profiles
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from pathlib import Path

    from aws_session.config.profile import Profile

_URLS = {name: f"https://{name}.example" for name in ("service", "general", "own", "wide")}
# Reads the service's model once for all clients.
_LOADER = botocore.loaders.create_loader()


def profile_with(own: bool, wide: bool, ignored: str | None) -> str:
    lines = ["[profile a]", "services = s"]
    lines += [f"endpoint_url = {_URLS['wide']}"] if wide else []
    lines += [f"ignore_configured_endpoint_urls = {ignored}"] if ignored is not None else []
    lines += ["[services s]", "sts ="]
    return "\n".join([*lines, f"  endpoint_url = {_URLS['own']}" if own else "  x = y", ""])


def read(config: str) -> Profile:
    return profiles.read(config, "CONFIG", "", "CREDENTIALS").find("a")


def endpoint_of_botocore(environ: dict[str, str], config: str, monkeypatch: Any, path: Any) -> str:
    path.write_text(config)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    session = botocore.session.Session()
    session.register_component("data_loader", _LOADER)
    client = session.create_client(
        "sts", region_name="eu-west-1", aws_access_key_id="A", aws_secret_access_key="s"
    )
    return str(client.meta.endpoint_url)


_EVERY = {"AWS_ENDPOINT_URL_STS": _URLS["service"], "AWS_ENDPOINT_URL": _URLS["general"]}
_IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"


@pytest.mark.locked
@pytest.mark.parametrize(
    "names", ["", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", " ".join(_EVERY)]
)
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(
    "ignoring", [(None, None), (None, "True"), ("", "true"), ("true", None)], ids=str
)
def test_the_endpoint_is_the_one_that_botocore_calls(
    tmp_path: Path, names: str, own: bool, wide: bool, ignoring: tuple[str | None, str | None]
) -> None:
    variable, ignored = ignoring
    environ = {name: _EVERY[name] for name in names.split()}
    environ |= {} if variable is None else {_IGNORE: variable}
    config = profile_with(own, wide, ignored)
    path = tmp_path / "config"
    with pytest.MonkeyPatch.context() as patch:
        theirs = endpoint_of_botocore({**environ, "AWS_PROFILE": "a"}, config, patch, path)
    ours = endpoints.configured(environ, read(config), "sts")

    assert (ours or "https://sts.eu-west-1.amazonaws.com") == theirs


@pytest.mark.parametrize("name", ["", "AWS_ENDPOINT_URL"])
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("wide", [False, True])
def test_variables_carry_a_profiles_endpoint_to_where_the_profile_is_gone(
    tmp_path: Path, name: str, own: bool, wide: bool
) -> None:
    environ = {name: _EVERY[name]} if name else {}
    config = profile_with(own, wide, None)
    after = {**environ, **dict(profile_env.exported_settings(read(config), environ))}
    path = tmp_path / "config"
    with pytest.MonkeyPatch.context() as patch:
        theirs = endpoint_of_botocore({**environ, "AWS_PROFILE": "a"}, config, patch, path)
    with pytest.MonkeyPatch.context() as patch:
        without = endpoint_of_botocore(after, "", patch, path)

    assert without == theirs


@pytest.mark.parametrize(
    "url",
    [
        "https://sts.eu-west-1.amazonaws.com",
        "https://sts.cn-north-1.amazonaws.com.cn/",
        "https://STS.US-EAST-1.AMAZONAWS.COM:443/path",
        "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com",
        "https://sts.eusc-de-east-1.amazonaws.eu",
        "https://sts.eu-west-1.api.aws",
        None,
    ],
)
def test_awss_own_hosts_are_not_reported(url: str | None) -> None:
    assert endpoints.non_aws_host(url) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://aws.example:8443/x", "aws.example:8443"),
        ("https://amazonaws.com.evil.example", "amazonaws.com.evil.example"),
        ("https://evilamazonaws.com", "evilamazonaws.com"),
        ("https://sts.amazonaws.com@evil.example/", "evil.example"),
        ("https://evil.example/x.amazonaws.com", "evil.example"),
        ("https://evil.example?x.amazonaws.com", "evil.example"),
        ("https://evil.example#@sts.amazonaws.com", "evil.example"),
        ("http://127.0.0.1:4566", "127.0.0.1:4566"),
        ("http://localhost:4566", "localhost:4566"),
        ("http://[::1]:4566", "[::1]:4566"),
        ("HTTP://127.8.9.1", "127.8.9.1"),
    ],
)
def test_any_other_host_is_named(url: str, host: str) -> None:
    assert endpoints.non_aws_host(url) == host


@pytest.mark.parametrize(
    "url",
    [
        "http://aws.example",
        "http://sts.amazonaws.com",
        "http://127.evil.com",
        "http://127.0.0.1.evil.com",
        "http://localhost.evil.com",
        "http://127.0.0.1@evil.com",
        "http://evil.com?@127.0.0.1",
        "http://evil.com#@127.0.0.1",
        "http://0.0.0.0",
        "http://10.0.0.1",
        "http://128.0.0.1",
        "http://[::2]:80",
        "ftp://aws.example",
        "aws.example",
    ],
)
def test_only_calls_to_this_machine_may_be_unencrypted(url: str) -> None:
    with pytest.raises(SessionError, match="is not https") as caught:
        endpoints.non_aws_host(url)

    assert "https://" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://", "http://"),
        ("https:///path", "https:///path"),
        ("http://:80", "http://:80"),
        ("http://[::1", "http://[::1"),
        ("http://[localhost]", "http://[localhost]"),
        ("https://exa mple.com", "https://exa mple.com"),
        (" https://example.com", " https://example.com"),
        ("https://example.com ", "https://example.com "),
        ("https://example.com/\udcff", "https://example.com/\ufffd"),
        ("https://\udcff.example", "https://\ufffd.example"),
        ("https://b\u00fccher.example", "https://b\u00fccher.example"),
        ("https://-a-.example", "https://-a-.example"),
        ("https://a..example", "https://a..example"),
        ("https://a_b.example", "https://a_b.example"),
        ("https://me:hunter2@a b", "https://a b"),
        (f"https://{'a' * 64}.example", f"https://{'a' * 64}.example"),
        ("http://127.0.0.1:9\\n", "it contains a backslash"),
        ("https://evil.example\\@sts.amazonaws.com", "it contains a backslash"),
        ("http://evil.com\\@127.0.0.1", "it contains a backslash"),
    ],
)
def test_what_no_call_can_be_sent_to_is_shown(url: str, shown: str) -> None:
    with pytest.raises(SessionError) as caught:
        endpoints.non_aws_host(url)

    assert caught.value.message == f"the configured endpoint is not a valid address: {shown}"
    assert caught.value.hint == (
        "write it as https://HOST:PORT in AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS or the "
        "profile's endpoint_url"
    )


@pytest.mark.parametrize("url", ['"http://127.0.0.1:9"', "'https://example.com'", "'sts.example'"])
def test_an_address_in_quotes_is_reported_as_such(url: str) -> None:
    with pytest.raises(SessionError) as caught:
        endpoints.non_aws_host(url)

    assert caught.value.message == (
        f"the configured endpoint {url} is in quotes, which count as part of it"
    )
    assert caught.value.hint == (
        "remove the quotes from AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS or the profile's "
        "endpoint_url"
    )


@pytest.mark.parametrize("url", ["127.0.0.1:9", "sts.example", "https:/x", "  ", "//x"])
def test_an_address_without_a_scheme_is_reported_with_the_scheme_to_use(url: str) -> None:
    with pytest.raises(SessionError) as caught:
        endpoints.non_aws_host(url)

    assert caught.value.message == (f"the configured endpoint {url} is not https: it has no scheme")
    assert caught.value.hint == (
        "put https:// in front of it (http:// for this machine) in AWS_ENDPOINT_URL, "
        "AWS_ENDPOINT_URL_STS or the profile's endpoint_url"
    )


@pytest.mark.parametrize("port", ["0", "00", "65536", "99999", "-1", "8_0", "+80", "x"])
def test_a_port_is_from_1_to_65535(port: str) -> None:
    with pytest.raises(SessionError) as caught:
        endpoints.non_aws_host(f"http://127.0.0.1:{port}")

    assert caught.value.message == (
        "the port of the configured endpoint http://127.0.0.1 is not valid"
    )


def test_ftp_is_not_http() -> None:
    with pytest.raises(
        SessionError, match=r"the configured endpoint ftp://127\.0\.0\.1:9 is not https"
    ):
        endpoints.non_aws_host("ftp://127.0.0.1:9")


@pytest.mark.parametrize("url", ["https://a.example.", "https://a.example:", "http://[::1]:1/x"])
def test_what_botocore_calls_is_valid(url: str) -> None:
    assert endpoints.non_aws_host(url) == url.partition("//")[2].removesuffix("/x")


@pytest.mark.parametrize(
    ("text", "number"),
    [("443", 443), ("0", 0), ("65535", 65_535), ("65536", None), ("", None), ("-1", None),
     ("+1", None), ("8_0", None), (" 80", None), ("\uff18\uff10", None), ("9" * 5_000, None)],
)  # fmt: skip
def test_a_port_is_a_few_digits_within_its_limit(text: str, number: int | None) -> None:
    assert endpoints.port_number(text) == number
