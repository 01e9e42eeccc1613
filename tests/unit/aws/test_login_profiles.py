"""Profiles of `aws login`, without AWS's sign-in service and without its library."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import botocore.credentials
import pytest

from aws_session.aws.client import AwsClient
from aws_session.config import profiles
from aws_session.errors import SessionError
from aws_session.sandbox import Server, scenario
from aws_session.session import precedence
from unit.sandbox.clients import Clients, Credentials

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARN = "arn:aws:iam::111122223333:user/alice"
CONFIG = f"[profile dev]\nregion = us-east-1\nlogin_session = {ARN}\n"
LINE = "aws login --profile dev"


class Key:
    """A replacement for the library's key, which only proves who refreshes."""

    @classmethod
    def new_key_from_der_data(cls, _: bytes) -> Key:
        return cls()


pytestmark = pytest.mark.locked


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(botocore.credentials, "EC", Key)
    monkeypatch.setattr(
        botocore.credentials, "_build_add_dpop_header_handler", lambda _: lambda **_: None
    )
    (tmp_path / "config").write_text(CONFIG)
    return tmp_path


def client(home: Path, endpoint: str = "http://127.0.0.1:1") -> AwsClient:
    known = profiles.read(CONFIG, str(home / "config"), "", "")
    environ = {
        "HOME": str(home),
        "AWS_CONFIG_FILE": str(home / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        "AWS_LOGIN_CACHE_DIRECTORY": str(home / "cache"),
        "AWS_ENDPOINT_URL": endpoint,
    }
    return AwsClient(precedence.of_source(known.find("dev")), "us-east-1", environ)


def log_in(home: Path, credentials: Credentials | None = None, ends: str = "2999") -> Path:
    """Write what `aws login` writes."""
    held = credentials or Credentials("ASIAFAKEFAKEFAKEFAKE", "secret", "token")
    told = {
        "accessToken": {
            "accessKeyId": held.key_id,
            "secretAccessKey": held.secret,
            "sessionToken": held.token,
            "accountId": "111122223333",
            "expiresAt": f"{ends}-01-01T00:00:00Z",
        },
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
        "refreshToken": "refresh",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
    }
    (home / "cache").mkdir()
    file = home / "cache" / f"{hashlib.sha256(ARN.encode()).hexdigest()}.json"
    file.write_text(json.dumps(told))
    return file


@pytest.fixture
def signin(request: pytest.FixtureRequest) -> Iterator[str]:
    """Refuse to refresh a session, with a reason, as the sign-in service does."""
    told = json.dumps({"error": request.param, "message": "no"}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(403)
            self.send_header("x-amzn-errortype", "AccessDeniedException")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_its_session_is_exported(home: Path) -> None:
    company = scenario.company()
    with Server(company.cloud) as server:
        key = Clients(server.endpoint, Credentials.of_key(company.key))
        log_in(home, Credentials.of(key("sts").get_session_token()))
        dev = client(home, server.endpoint)
        taken = dev.resolve()

        assert taken.temporary
        assert taken.expires == 32_472_144_000
        assert dev.caller().arn == company.user.arn


def test_never_logged_in(home: Path) -> None:
    with pytest.raises(SessionError) as caught:
        client(home).resolve()

    assert caught.value.message == (
        "profile 'dev' is signed out: no login token in "
        f"{home}/cache/{hashlib.sha256(ARN.encode()).hexdigest()}.json"
    )
    assert caught.value.hint == f"sign in first: {LINE}"
    assert caught.value.login == ("aws", "login", "--profile", "dev")


@pytest.mark.parametrize("signin", ["TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED"], indirect=True)
def test_a_session_that_is_not_refreshed_any_more(home: Path, signin: str) -> None:
    file = log_in(home, ends="2020")
    with pytest.raises(SessionError) as caught:
        client(home, signin).resolve()

    assert caught.value.login == ("aws", "login", "--profile", "dev")
    assert caught.value.message == (
        f"profile 'dev' is signed out: the login token in {file} expired at 2020-01-01T00:00:00Z"
    )
    assert caught.value.hint == f"sign in first: {LINE}"


@pytest.mark.parametrize("signin", ["INSUFFICIENT_PERMISSIONS"], indirect=True)
def test_a_user_who_may_not_refresh_needs_a_policy_and_no_log_in(home: Path, signin: str) -> None:
    log_in(home, ends="2020")
    with pytest.raises(SessionError) as caught:
        client(home, signin).resolve()

    assert caught.value.login == ()
    assert caught.value.message == (
        "profile 'dev' is not allowed to use the session of `aws login`: its user or role lacks "
        "signin:CreateOAuth2Token"
    )
    assert caught.value.hint == (
        "ask its administrator to attach the AWS managed policy SignInLocalDevelopmentAccess"
    )
