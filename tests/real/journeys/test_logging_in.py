"""A signed-out profile: the line to type, and the key that runs it on a terminal."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from real.journeys.terminal import Terminal
from unit.sandbox.clients import Clients, Credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

START = "https://corp.awsapps.com/start"
CONFIG = (
    "[profile dev]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 111122223333\n"
    f"sso_role_name = Admin\n[sso-session corp]\nsso_start_url = {START}\nsso_region = us-east-1\n"
)
QUESTION = "Run aws sso login --profile dev? [Y/n]"
TOKEN = json.dumps(
    {"startUrl": START, "accessToken": "a-token", "expiresAt": "2999-01-01T00:00:00Z"}
)


@contextmanager
def portal(credentials: Credentials) -> Iterator[str]:
    """Serve a session of the fake AWS as the SSO portal does, and return its address."""
    body = {
        "roleCredentials": {
            "accessKeyId": credentials.key_id,
            "secretAccessKey": credentials.secret,
            "sessionToken": credentials.token,
            "expiration": 32_503_680_000_000,
        }
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def logged_out(place: Place) -> Iterator[Place]:
    place.config(CONFIG)
    key = Clients(place.server.endpoint, Credentials.of_key(place.company.key))
    session = Credentials.of(key("sts").get_session_token())
    with portal(session) as url:
        place.environ["AWS_ENDPOINT_URL_SSO"] = url
        yield place


def install_cli(place: Place, *, status: int = 0) -> None:
    """Put a program called `aws` onto the PATH that logs in, or fails."""
    cache = place.home / ".aws" / "sso" / "cache"
    file = cache / f"{hashlib.sha1(b'corp', usedforsecurity=False).hexdigest()}.json"
    folder = place.folder / "bin"
    folder.mkdir()
    program = folder / "aws"
    program.write_text(
        f"#!/bin/sh\necho \"ran: $*, secret ${{AWS_SECRET_ACCESS_KEY-none}}\"\nmkdir -p '{cache}'\n"
        f"[ {status} -eq 0 ] && printf '%s' '{TOKEN}' > '{file}'\nexit {status}\n"
    )
    program.chmod(0o755)
    place.environ["PATH"] = f"{folder}:{place.environ['PATH']}"


@pytest.mark.parametrize("answer", ["", "y", "Yes"])
def test_one_key_logs_in_and_the_command_goes_on(
    logged_out: Place, bash: Interpreter, answer: str
) -> None:
    install_cli(logged_out)
    with Terminal.of(logged_out, bash, {"AWS_SECRET_ACCESS_KEY": "hunter2"}) as terminal:
        terminal.enter(bash.evaluate("aws-session -p dev"))
        terminal.expect("profile 'dev' is signed out: no SSO token in")
        terminal.expect(QUESTION)
        terminal.enter(answer)
        terminal.expect("ran: sso login --profile dev, secret none")
        terminal.ready()

        assert terminal.status() == 0
        assert terminal.environment()["AWS_ACCESS_KEY_ID"].startswith(b"ASIAFAKE")


@pytest.mark.parametrize("words", ["pose 210987654321 ReadOnly -p dev", "accounts -p dev"])
def test_other_commands_go_on_as_well(logged_out: Place, bash: Interpreter, words: str) -> None:
    install_cli(logged_out)
    logged_out.company.user.put_policy(
        "deny-without-mfa",
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
        },
    )
    with Terminal.of(logged_out, bash) as terminal:
        line = f"aws-session {words}"
        terminal.enter(line if words.startswith("accounts") else bash.evaluate(line))
        terminal.expect(QUESTION)
        terminal.enter("")
        terminal.expect("ran: sso login")
        terminal.ready()

        assert terminal.status() == 0


def test_declining_shows_the_line(logged_out: Place, bash: Interpreter) -> None:
    install_cli(logged_out)
    with Terminal.of(logged_out, bash) as terminal:
        terminal.enter(bash.evaluate("aws-session -p dev"))
        terminal.expect(QUESTION)
        terminal.enter("n")
        terminal.expect("sign in first: aws sso login --profile dev")
        terminal.ready()

        assert terminal.status() == 1
        assert "ran:" not in terminal.transcript


def test_a_log_in_that_fails_changes_nothing(logged_out: Place, bash: Interpreter) -> None:
    install_cli(logged_out, status=3)
    with Terminal.of(logged_out, bash) as terminal:
        terminal.enter(bash.evaluate("aws-session -p dev"))
        terminal.expect(QUESTION)
        terminal.enter("")
        terminal.expect("aws sso login --profile dev failed with status 3")
        terminal.ready()

        assert terminal.status() == 1
        assert "AWS_ACCESS_KEY_ID" not in terminal.environment()


def test_without_the_cli_there_is_no_question(logged_out: Place, bash: Interpreter) -> None:
    scripts = logged_out.environ["PATH"].partition(":")[0]
    logged_out.environ["PATH"] = f"{scripts}:/usr/bin:/bin"
    assert shutil.which("aws", path=logged_out.environ["PATH"]) is None
    with Terminal.of(logged_out, bash) as terminal:
        terminal.enter(bash.evaluate("aws-session -p dev"))
        terminal.expect("sign in first: aws sso login --profile dev")
        terminal.ready()

        assert "[Y/n]" not in terminal.transcript


def test_without_a_terminal_there_is_no_question(logged_out: Place) -> None:
    install_cli(logged_out)
    done = logged_out.program("-p", "dev", "--shell", "sh")

    assert done.returncode == 1
    assert "ran:" not in done.stdout + done.stderr
    assert done.stderr.endswith("  sign in first: aws sso login --profile dev\n")
    assert "[Y/n]" not in done.stderr


def test_doctor_starts_nothing(logged_out: Place, bash: Interpreter) -> None:
    install_cli(logged_out)
    with Terminal.of(logged_out, bash) as terminal:
        terminal.enter("aws-session doctor -p dev")
        terminal.expect("aws sso login --profile dev")
        terminal.ready()

        assert "ran:" not in terminal.transcript
        assert "[Y/n]" not in terminal.transcript
