"""Connections that are opened early, through a proxy and without encryption."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.utils import get_environ_proxies

from aws_session.aws import preconnect, proxy_settings, proxy_tunnel
from aws_session.aws.lazy_client import LazyClient
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials
from aws_session.model.mfa import SessionTokenRequest
from aws_session.model.recoverable_errors import PerhapsSpentError
from aws_session.sandbox import Server, faults
from connect_proxy import ConnectProxy
from link import Link

if TYPE_CHECKING:
    from aws_session.sandbox.scenario import Company


pytestmark = pytest.mark.usefixtures("bare_environment")


def calls(base: dict[str, str]) -> LazyClient:
    key = Credentials(base["AWS_ACCESS_KEY_ID"], base["AWS_SECRET_ACCESS_KEY"])
    return LazyClient(SourceCredentials("environment", key, None), "us-east-1", base)


def send(used: LazyClient, company: Company) -> Credentials:
    return used.session_token(company.device.serial, company.code(), SessionTokenRequest(900))


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
@pytest.mark.parametrize("login", ["", "ops:hunter2", "ops:hunter%402"])
def test_all_calls_go_through_one_tunnel_that_was_opened_before(
    base: dict[str, str], company: Company, link: Link, variable: str, login: str
) -> None:
    with ConnectProxy(login) as proxy:
        used = calls({**base, variable: proxy.address})
        assert used.caller().name == "alice"
        time.sleep(0.3)
        assert send(used, company).temporary

        assert proxy.tunnels == [f"127.0.0.1:{link.port}"]
        assert (proxy.asked, link.accepted) == (1, 1)


@pytest.mark.parametrize("address", ["127.0.0.1:{}", "//127.0.0.1:{}", "http://127.0.0.1:{}/"])
def test_a_proxy_is_written_in_every_way_that_botocore_takes(
    base: dict[str, str], link: Link, address: str
) -> None:
    with ConnectProxy() as proxy:
        used = calls({**base, "HTTPS_PROXY": address.format(proxy.port)})

        assert used.caller().name == "alice"
        assert (proxy.asked, link.accepted) == (1, 1)


@pytest.mark.parametrize("around", ["127.0.0.1", "*", ".example.com, 127.0.0.1", "127.0.0.1:PORT"])
def test_no_proxy_is_read_as_botocore_reads_it(
    base: dict[str, str], link: Link, around: str
) -> None:
    with ConnectProxy() as proxy:
        around = around.replace("PORT", str(link.port))
        used = calls({**base, "HTTPS_PROXY": proxy.address, "NO_PROXY": around})

        assert used.caller().name == "alice"
        assert (proxy.asked, link.accepted) == (0, 1)


PROXY, OTHER = "http://proxy:3128", "http://other:3128"
SETTINGS: list[dict[str, str]] = [
    {},
    {"HTTPS_PROXY": PROXY},
    {"https_proxy": PROXY, "HTTPS_PROXY": OTHER},
    {"https_proxy": "", "HTTPS_PROXY": OTHER},
    {"HTTPS_PROXY": ""},
    {"Https_Proxy": PROXY},
    {"ALL_PROXY": PROXY},
    {"HTTP_PROXY": PROXY},
    {"HTTPS_PROXY": "proxy:3128"},
    {"HTTPS_PROXY": PROXY, "NO_PROXY": "amazonaws.com"},
    {"HTTPS_PROXY": PROXY, "NO_PROXY": ".amazonaws.com"},
    {"HTTPS_PROXY": PROXY, "NO_PROXY": "sts.us-east-1.amazonaws.com:443"},
    {"HTTPS_PROXY": PROXY, "NO_PROXY": "sts.us-east-1.amazonaws.com"},
    {"HTTPS_PROXY": PROXY, "NO_PROXY": "amazonaws.co"},
    {"HTTPS_PROXY": PROXY, "no_proxy": "x", "NO_PROXY": "*"},
    {"HTTPS_PROXY": PROXY, "no_proxy": "*"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
@pytest.mark.parametrize("port", ["", ":8443"])
def test_the_proxy_is_the_one_that_botocore_takes(
    settings: dict[str, str], port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = f"sts.us-east-1.amazonaws.com{port}"
    monkeypatch.setattr(os, "environ", settings)
    taken = get_environ_proxies(f"https://{host}").get("https")

    expected = proxy_settings.with_scheme(taken) if taken else None
    assert proxy_settings.proxy("https", host, settings) == expected


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
@pytest.mark.parametrize("port", ["", ":443", ":8443"])
def test_a_connection_ahead_goes_the_way_that_botocore_goes(
    settings: dict[str, str], port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"https://sts.us-east-1.amazonaws.com{port}"
    asked: list[str] = []
    monkeypatch.setattr(os, "environ", settings)
    monkeypatch.setattr(
        preconnect, "_proxy", lambda scheme, host, _: asked.append(f"{scheme}://{host}")
    )
    preconnect.ahead("us-east-1", {**settings, "AWS_ENDPOINT_URL": url}, None)

    taken = get_environ_proxies(url)
    assert [get_environ_proxies(each) for each in asked] == [taken]


@pytest.mark.parametrize(
    "kind", ["refuses", "wants a password", "wants another password", "is not there"]
)
def test_a_proxys_refusal_is_reported_as_usual_and_nothing_is_sent(
    base: dict[str, str], company: Company, link: Link, kind: str
) -> None:
    said = {
        "refuses": "refuses connections to",
        "wants a password": "requires a user name and a password",
        "wants another password": "refuses the user name and the password of HTTPS_PROXY",
        "is not there": "does not answer",
    }
    login = "ops:hunter2" if "password" in kind else ""
    given = "ops:hunter3@" if "another" in kind else ""
    with ConnectProxy(login, refuses=kind == "refuses") as proxy:
        address = f"http://{given}127.0.0.1:{1 if kind == 'is not there' else proxy.port}"
        with pytest.raises(SessionError, match=said[kind]):
            send(calls({**base, "HTTPS_PROXY": address}), company)

    assert company.cloud.calls.count("GetSessionToken") == 0
    assert link.accepted == 0


def test_a_silent_proxy_is_given_up_as_soon_as_by_botocore(
    base: dict[str, str], company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preconnect, "CONNECT_SECONDS", 0.3)
    with ConnectProxy(silent=True) as proxy:
        begun = time.monotonic()
        with pytest.raises(SessionError):
            send(calls({**base, "HTTPS_PROXY": proxy.address}), company)

        assert time.monotonic() - begun < 10
        assert proxy.asked == 2


def test_a_tunnel_that_died_is_replaced_before_anything_is_sent(
    base: dict[str, str], company: Company, link: Link
) -> None:
    with ConnectProxy() as proxy:
        used = calls({**base, "HTTPS_PROXY": proxy.address})
        used.caller()
        proxy.cut()
        time.sleep(0.2)

        assert send(used, company).temporary
        assert company.cloud.calls.count("GetSessionToken") == 1
        assert proxy.asked == link.accepted == 2


@pytest.mark.parametrize("kind", ["dropped", "truncated"])
def test_a_code_is_sent_through_a_tunnel_once_whatever_happens(
    base: dict[str, str], company: Company, kind: str
) -> None:
    known: dict[str, faults.Fault] = {
        "dropped": faults.Dropped(processed=True),
        "truncated": faults.Truncated(),
    }
    with ConnectProxy() as proxy:
        used = calls({**base, "HTTPS_PROXY": proxy.address})
        used.caller()
        company.cloud.faults.add("GetSessionToken", known[kind])

        with pytest.raises(PerhapsSpentError, match="the code may already have been used"):
            send(used, company)
        assert company.cloud.calls.count("GetSessionToken") == 1


def test_nothing_is_sent_through_a_tunnel_to_an_untrusted_certificate(
    base: dict[str, str], company: Company
) -> None:
    del base["AWS_CA_BUNDLE"]
    with (
        ConnectProxy() as proxy,
        pytest.raises(SessionError, match="no trusted TLS connection to"),
    ):
        send(calls({**base, "HTTPS_PROXY": proxy.address}), company)

    assert company.cloud.calls.count("GetSessionToken") == 0


@pytest.mark.parametrize("proxy", ["https://127.0.0.1:1", "http://127.0.0.1:no", "http://[::1"])
def test_a_proxy_that_no_tunnel_leads_through_is_left_to_botocore(
    base: dict[str, str], company: Company, proxy: str
) -> None:
    with pytest.raises(SessionError, match=r"proxy|PROXY"):
        send(calls({**base, "HTTPS_PROXY": proxy}), company)

    assert company.cloud.calls.actions == []
    if proxy.startswith("https:"):
        assert preconnect.ahead("us-east-1", {**base, "HTTPS_PROXY": proxy}, None) is None
    else:
        with pytest.raises((OSError, ValueError)):
            proxy_tunnel.opened(proxy, "sts.example.com", 443, 5)


def test_a_password_beyond_ascii_is_left_to_botocore() -> None:
    with ConnectProxy() as proxy:
        address = proxy.address.replace("//", "//ops:pass%C3%A9@")
        with pytest.raises(ValueError, match="ascii"):
            proxy_tunnel.opened(address, "sts.example.com", 443, 5)

        assert proxy.asked == 0


def test_an_unencrypted_connection_is_opened_early_on_this_machine_only(
    base: dict[str, str], company: Company
) -> None:
    with Server(company.cloud) as server, Link(server.port) as link:
        used = calls({**base, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{link.port}"})
        assert used.caller().name == "alice"
        assert send(used, company).temporary
        assert link.accepted == 1

    elsewhere = {**base, "AWS_ENDPOINT_URL": "http://sts.example.com"}
    assert preconnect.ahead("us-east-1", elsewhere, None) is None


def test_an_unencrypted_connection_that_died_is_replaced(
    base: dict[str, str], company: Company
) -> None:
    with Server(company.cloud) as server, Link(server.port) as link:
        used = calls({**base, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{link.port}"})
        used.caller()
        link.cut()
        time.sleep(0.2)

        assert send(used, company).temporary
        assert company.cloud.calls.count("GetSessionToken") == 1


def test_unencrypted_calls_do_not_bypass_a_proxy(base: dict[str, str]) -> None:
    environ = {
        **base,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "HTTP_PROXY": "http://127.0.0.1:2",
    }

    assert preconnect.ahead("us-east-1", environ, None) is None


def test_a_proxy_that_sends_a_page_without_an_end_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        import threading

        def babble() -> Any:
            client, _ = listening.accept()
            client.recv(1_000)
            try:
                client.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000)
            except OSError:
                return

        threading.Thread(target=babble, daemon=True).start()
        port = listening.getsockname()[1]

        with pytest.raises(OSError, match="has not answered"):
            proxy_tunnel.opened(f"http://127.0.0.1:{port}", "sts.example.com", 443, 5)
