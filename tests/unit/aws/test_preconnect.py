from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from aws_session.aws import endpoints, preconnect
from aws_session.aws.lazy_client import LazyClient
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.config import profiles
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials
from aws_session.model.identity import CallerIdentity
from aws_session.model.mfa import SessionTokenRequest
from aws_session.model.recoverable_errors import PerhapsSpentError
from aws_session.model.role import AssumeRoleRequest
from aws_session.sandbox import Server, faults
from certificates import self_signed
from link import Link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aws_session.sandbox.scenario import Company

_PATIENCE = 20.0


pytestmark = pytest.mark.usefixtures("bare_environment")


def calls(base: dict[str, str], chosen: Any = None) -> LazyClient:
    key = Credentials(base["AWS_ACCESS_KEY_ID"], base["AWS_SECRET_ACCESS_KEY"])
    return LazyClient(SourceCredentials("environment", key, chosen), "us-east-1", base)


def send(used: LazyClient, company: Company) -> Credentials:
    return used.session_token(company.device.serial, company.code(), SessionTokenRequest(900))


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_all_calls_go_over_the_connection_that_was_opened_before(
    base: dict[str, str], company: Company, link: Link
) -> None:
    used = calls(base)

    assert used.caller() == CallerIdentity(company.user.arn, company.account.id)
    # By now, TLS 1.3's session tickets have arrived.
    time.sleep(0.3)
    assert send(used, company).temporary
    assert link.accepted == 1


def test_two_parallel_calls_have_a_connection_each(
    base: dict[str, str], company: Company, link: Link
) -> None:
    company.cloud.faults.add("*", faults.Slow(0.5), times=2)
    used = calls(base)
    other = threading.Thread(target=used.caller)
    other.start()

    assert send(used, company).temporary
    other.join(_PATIENCE)
    assert link.accepted == 2


def test_a_refusal_is_the_same_over_it(base: dict[str, str], company: Company, link: Link) -> None:
    base["AWS_SECRET_ACCESS_KEY"] = "hunter2"

    with pytest.raises(SessionError, match="the secret key of the key in the environment"):
        calls(base).caller()
    assert link.accepted == 1


def test_what_is_open_is_not_used_where_a_proxy_is_found_later(
    base: dict[str, str], company: Company, link: Link
) -> None:
    used = calls(base)
    used.caller()
    os.environ["HTTPS_PROXY"] = "http://127.0.0.1:1"

    with pytest.raises(SessionError, match="the proxy"):
        send(used, company)
    assert link.accepted == 1
    assert company.cloud.calls.count("GetSessionToken") == 0


def test_an_invalid_address_is_left_to_botocore(base: dict[str, str]) -> None:
    base["AWS_ENDPOINT_URL"] = "https://127.0.0.1:no"

    assert preconnect.ahead("us-east-1", base, None) is None


def test_a_call_to_another_host_uses_its_own_connection(
    base: dict[str, str], company: Company, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = f"https://localhost:{link.port}"
    monkeypatch.setattr(endpoints, "expected", lambda *_: elsewhere)

    assert calls(base).caller().name == "alice"
    # One was opened with the wrong name, and failed; the call opened its own.
    assert link.accepted == 2


def test_a_connection_that_died_is_replaced_before_anything_is_sent(
    base: dict[str, str], company: Company, link: Link
) -> None:
    used = calls(base)
    used.caller()
    link.cut()
    time.sleep(0.2)

    assert send(used, company).temporary
    assert company.cloud.calls.count("GetSessionToken") == 1


def test_a_connection_from_before_the_machine_slept_is_not_used(
    base: dict[str, str], company: Company, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = calls(base)
    used.caller()
    awake = preconnect._seconds_asleep()
    monkeypatch.setattr(preconnect, "_seconds_asleep", lambda: awake + 3_600)

    assert send(used, company).temporary
    assert link.accepted == 2
    assert company.cloud.calls.count("GetSessionToken") == 1


def test_a_connection_that_is_closed_unused_is_opened_again(
    base: dict[str, str], company: Company, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preconnect, "_SHORT_SECONDS", 0.0)
    used = calls(base)
    used.caller()
    link.cut()
    wait_until(lambda: link.accepted == 2)

    assert send(used, company).temporary
    assert link.accepted == 2


def test_a_server_that_closes_at_once_is_left_alone(
    base: dict[str, str], link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preconnect, "_SHORT_SECONDS", 60.0)
    used = calls(base)
    used.caller()
    link.cut()
    time.sleep(0.5)

    assert link.accepted == 1


@pytest.mark.parametrize("processed", [False, True])
@pytest.mark.parametrize("kind", ["dropped", "500", "truncated", "late"])
def test_a_code_is_sent_over_it_once_whatever_happens(
    base: dict[str, str],
    company: Company,
    kind: str,
    processed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known: dict[str, faults.Fault] = {
        "dropped": faults.Dropped(processed=processed),
        "500": faults.internal_failure(processed=processed),
        "truncated": faults.Truncated(),
        "late": faults.Slow(3),
    }
    used = calls(base)
    used.caller()
    if kind == "late":
        monkeypatch.setattr(preconnect, "READ_SECONDS", 0.3)
    company.cloud.faults.add("GetSessionToken", known[kind])

    with pytest.raises(PerhapsSpentError, match="the code may already have been used"):
        send(used, company)
    assert company.cloud.calls.count("GetSessionToken") == 1


def test_a_call_without_a_code_is_made_again(
    base: dict[str, str], company: Company, link: Link
) -> None:
    company.cloud.faults.add("GetCallerIdentity", faults.Dropped())

    assert calls(base).caller().name == "alice"
    assert company.cloud.calls.count("GetCallerIdentity") == 2
    assert link.accepted == 2


def test_nothing_is_sent_to_the_certificate_of_another_host(
    base: dict[str, str], company: Company, tmp_path: Path
) -> None:
    certificate, tls = self_signed(tmp_path / "other", "DNS:sts.example.com")
    with Server(company.cloud, tls=tls) as server:
        base |= {"AWS_ENDPOINT_URL": server.endpoint, "AWS_CA_BUNDLE": str(certificate)}

        with pytest.raises(SessionError, match="no trusted TLS connection to"):
            send(calls(base), company)
    assert company.cloud.calls.count("GetSessionToken") == 0


def test_nothing_is_sent_to_an_untrusted_certificate(
    base: dict[str, str], company: Company
) -> None:
    del base["AWS_CA_BUNDLE"]

    with pytest.raises(SessionError, match="no trusted TLS connection to"):
        send(calls(base), company)
    assert company.cloud.calls.count("GetSessionToken") == 0


@pytest.mark.parametrize("how", ["profile", "REQUESTS_CA_BUNDLE"])
def test_certificates_are_trusted_as_botocore_trusts_them(
    base: dict[str, str], company: Company, link: Link, tmp_path: Path, how: str
) -> None:
    bundle, chosen = base.pop("AWS_CA_BUNDLE"), None
    if how == "REQUESTS_CA_BUNDLE":
        base[how] = bundle
    else:
        config = tmp_path / "config"
        config.write_text(f"[profile p]\nca_bundle = {bundle}\n")
        base["AWS_CONFIG_FILE"] = str(config)
        chosen = profiles.read(config.read_text(), str(config), "", "").find("p")

    assert calls(base, chosen).caller().name == "alice"
    assert link.accepted == 1


def test_a_missing_bundle_is_left_to_botocore_to_report(base: dict[str, str]) -> None:
    base["AWS_CA_BUNDLE"] = "/nonexistent"

    with pytest.raises(SessionError, match="the CA bundle cannot be read"):
        calls(base).caller()


def test_a_refused_connection_is_reported_as_usual(base: dict[str, str]) -> None:
    base["AWS_ENDPOINT_URL"] = "https://127.0.0.1:1"

    with pytest.raises(SessionError, match=r"cannot reach 127\.0\.0\.1: connection refused"):
        calls(base).caller()


def test_the_usual_bundle_is_there() -> None:
    from botocore.httpsession import get_cert_path

    assert preconnect._bundle({}, None) == get_cert_path(verify=True)


def test_what_a_session_signs_goes_over_the_same_connection_by_the_same_client(
    base: dict[str, str], company: Company, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = calls(base)
    caller = used.caller()
    used.prepare()
    made: list[str] = []
    real: Any = boto3.session.Session.client

    def client(self: boto3.session.Session, name: str, **told: Any) -> Any:
        made.append(name)
        return real(self, name, **told)

    monkeypatch.setattr(boto3.session.Session, "client", client)
    session = send(used, company)
    role = AssumeRoleRequest("210987654321", "Admin")
    posed = used.signed_by(SourceCredentials("new session", session, None))
    first = posed.assume_role(role, caller, None, None)
    chained = posed.signed_by(SourceCredentials("prod/Admin", first.credentials, None))

    assert chained.caller().arn == first.principal
    assert company.cloud.calls.count("AssumeRole") == 1
    assert (link.accepted, made) == (1, [])


def test_a_client_is_reused_only_for_the_same_key_and_region(base: dict[str, str]) -> None:
    used = calls(base)
    key = Credentials(base["AWS_ACCESS_KEY_ID"], base["AWS_SECRET_ACCESS_KEY"])
    other = Credentials("AKIAOTHER", "s")

    def fits(key: Credentials, region: str, environ: dict[str, str]) -> bool:
        return used.fits(SourceCredentials("any", key, None), region, environ)

    assert fits(key, "us-east-1", base)
    assert not fits(other, "us-east-1", base)
    assert not fits(key, "eu-west-1", base)
    assert not fits(key, "us-east-1", {**base, "AWS_ENDPOINT_URL": "https://127.0.0.1:1"})
