"""A proxy that is spoken to over TLS: botocore's own way, verified by the same bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aws_session.aws import preconnect
from aws_session.aws.lazy_client import LazyClient
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials
from aws_session.model.mfa import SessionTokenRequest
from aws_session.model.recoverable_errors import PerhapsSpentError
from aws_session.sandbox import faults
from certificates import self_signed
from connect_proxy import ConnectProxy

if TYPE_CHECKING:
    import ssl

    from aws_session.sandbox.scenario import Company
    from link import Link


pytestmark = pytest.mark.usefixtures("bare_environment")


@pytest.fixture
def tls(base: dict[str, str], tmp_path: Path) -> ssl.SSLContext:
    """The proxy's own certificate, which the bundle has beside the server's."""
    certificate, context = self_signed(tmp_path / "proxy")
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(Path(base["AWS_CA_BUNDLE"]).read_text() + certificate.read_text())
    base["AWS_CA_BUNDLE"] = str(bundle)
    return context


def calls(base: dict[str, str]) -> LazyClient:
    key = Credentials(base["AWS_ACCESS_KEY_ID"], base["AWS_SECRET_ACCESS_KEY"])
    return LazyClient(SourceCredentials("environment", key, None), "us-east-1", base)


def send(used: LazyClient, company: Company) -> Credentials:
    return used.session_token(company.device.serial, company.code(), SessionTokenRequest(900))


@pytest.mark.parametrize("login", ["", "ops:hunter2", "ops:hunter%402"])
@pytest.mark.parametrize("bundle", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_calls_go_through_it(
    base: dict[str, str], company: Company, tls: ssl.SSLContext, login: str, bundle: str
) -> None:
    base[bundle] = base.pop("AWS_CA_BUNDLE")
    with ConnectProxy(login, tls=tls) as proxy:
        environ = {**base, "HTTPS_PROXY": proxy.address}
        used = calls(environ)

        assert used.caller().name == "alice"
        assert send(used, company).temporary
        assert set(proxy.tunnels) == {base["AWS_ENDPOINT_URL"].removeprefix("https://")}
        assert company.cloud.calls.count("GetSessionToken") == 1
        assert preconnect.ahead("us-east-1", environ, None) is None


def test_no_proxy_leads_around_it(
    base: dict[str, str], company: Company, tls: ssl.SSLContext
) -> None:
    with ConnectProxy(tls=tls) as proxy:
        used = calls({**base, "HTTPS_PROXY": proxy.address, "NO_PROXY": "127.0.0.1"})

        assert send(used, company).temporary
        assert proxy.asked == 0


@pytest.mark.parametrize("kind", ["refuses", "wants a password", "is not there", "speaks no TLS"])
def test_its_refusal_is_reported_and_nothing_is_sent(
    base: dict[str, str], company: Company, link: Link, tls: ssl.SSLContext, kind: str
) -> None:
    said = {
        "refuses": "refuses connections to",
        "wants a password": "requires a user name and a password",
        "is not there": "does not answer",
        "speaks no TLS": "no trusted TLS connection to the proxy 127.0.0.1:.* does not speak TLS",
    }
    login = "ops:hunter2" if kind == "wants a password" else ""
    own = None if kind == "speaks no TLS" else tls
    with ConnectProxy(login, refuses=kind == "refuses", tls=own) as proxy:
        address = f"https://127.0.0.1:{1 if kind == 'is not there' else proxy.port}"
        with pytest.raises(SessionError, match=said[kind]):
            send(calls({**base, "HTTPS_PROXY": address}), company)

    assert company.cloud.calls.count("GetSessionToken") == 0
    assert link.accepted == 0


@pytest.mark.parametrize("unknown", ["proxy", "server"])
def test_a_certificate_that_is_not_in_the_bundle_gets_nothing(
    base: dict[str, str], company: Company, tls: ssl.SSLContext, tmp_path: Path, unknown: str
) -> None:
    known = {"proxy": tmp_path / "certificate.pem", "server": tmp_path / "proxy/certificate.pem"}
    with ConnectProxy(tls=tls) as proxy:
        environ = {"AWS_CA_BUNDLE": str(known[unknown]), "HTTPS_PROXY": proxy.address}
        with pytest.raises(SessionError) as raised:
            send(calls({**base, **environ}), company)

    assert company.cloud.calls.count("GetSessionToken") == 0
    whose = f"the proxy 127.0.0.1:{proxy.port}" if unknown == "proxy" else "127.0.0.1"
    assert raised.value.message == (
        f"no trusted TLS connection to {whose}: its certificate was issued by an unknown authority"
    )
    assert raised.value.hint == (
        "if a proxy inspects TLS, name its CA certificate: export AWS_CA_BUNDLE=FILE"
    )


@pytest.mark.parametrize("kind", ["dropped", "truncated"])
def test_a_code_is_sent_through_it_once_whatever_happens(
    base: dict[str, str], company: Company, tls: ssl.SSLContext, kind: str
) -> None:
    known: dict[str, faults.Fault] = {
        "dropped": faults.Dropped(processed=True),
        "truncated": faults.Truncated(),
    }
    with ConnectProxy(tls=tls) as proxy:
        used = calls({**base, "HTTPS_PROXY": proxy.address})
        used.caller()
        company.cloud.faults.add("GetSessionToken", known[kind])

        with pytest.raises(PerhapsSpentError, match="the code may already have been used"):
            send(used, company)
        assert company.cloud.calls.count("GetSessionToken") == 1
