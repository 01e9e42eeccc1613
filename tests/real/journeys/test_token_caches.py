"""Profiles whose credentials come from a token that another program wrote, or from a service."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from real.journeys.place import Place

SECRET = "hunter2hunter2hunter2"
START = "https://corp.awsapps.com/start"
PAST, LATER = "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"
SESSION = (
    "[profile dev]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 210987654321\n"
    f"sso_role_name = Admin\n[sso-session corp]\nsso_start_url = {START}\nsso_region = eu-west-1\n"
)
LEGACY = (
    f"[profile dev]\nregion = eu-west-1\nsso_start_url = {START}\nsso_region = eu-west-1\n"
    "sso_account_id = 210987654321\nsso_role_name = Admin\n"
)
FORMS = [(SESSION, "corp"), (LEGACY, START)]
MEND = "  fix the profile (FOLDER/.aws/config, line 3), or name another: aws-session --profile NAME"
CONFIGURE = "  add it, or run: aws configure sso --profile dev"
LOG_IN = "sign in again: aws sso login --profile dev"


def said(place: Place, **environ: str) -> list[str]:
    done = place.program("-p", "dev", "--shell", "sh", environ=environ)

    assert done.returncode == 1
    assert done.stdout.startswith("test x")
    assert SECRET not in done.stderr
    return done.stderr.splitlines()


def cache(place: Place, of: str, octets: bytes) -> Path:
    folder = place.home / ".aws" / "sso" / "cache"
    folder.mkdir(parents=True)
    file = folder / f"{hashlib.sha1(of.encode()).hexdigest()}.json"
    file.write_bytes(octets)
    return file


def token(**changed: Any) -> bytes:
    told = {"startUrl": START, "accessToken": SECRET, "expiresAt": LATER, **changed}
    return json.dumps({name: value for name, value in told.items() if value is not ...}).encode()


@pytest.mark.parametrize(("config", "of"), FORMS, ids=["session", "legacy"])
@pytest.mark.parametrize(
    ("octets", "fault"),
    [
        (b"", "it contains nothing"),
        (b'{"accessToken": "' + SECRET.encode(), "it contains text that is not JSON"),
        (b"[]", "it contains a list, not an object"),
        (b"\xff\xfe{\0}\0", "it contains text in UTF-16, not in UTF-8"),
        (b'"accessToken expiresAt"', "it contains text, not an object"),
        (token(accessToken=...), "it has no accessToken"),
        (token(accessToken=5), "its accessToken is a number, not text"),
        (token(expiresAt=...), "it has no expiresAt"),
        (token(expiresAt=5), "its expiresAt is a number, not a time such as 2026-11-21T09:00:00Z"),
        (token(expiresAt="x"), "its expiresAt is not a time such as 2026-11-21T09:00:00Z"),
        (
            token(expiresAt="2999-01-01T00:00:00"),
            "its expiresAt has no time zone (Z at its end is UTC)",
        ),
    ],
)
def test_a_token_cache_that_is_broken_is_named_with_its_fault(
    place: Place, config: str, of: str, octets: bytes, fault: str
) -> None:
    place.config(config)
    file = cache(place, of, octets)

    assert said(place) == [
        f"aws-session: error: the token of profile 'dev' in {file} cannot be used: {fault}",
        f"  {LOG_IN}",
    ]


@pytest.mark.parametrize(("config", "of"), FORMS, ids=["session", "legacy"])
def test_a_token_that_has_ended_is_reported_with_its_end(
    place: Place, config: str, of: str
) -> None:
    place.config(config)
    file = cache(place, of, token(expiresAt=PAST))

    assert said(place) == [
        (
            "aws-session: error: profile 'dev' is signed out: the "
            f"SSO token in {file} expired at {PAST}"
        ),
        "  sign in first: aws sso login --profile dev",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"registrationExpiresAt": "x"},
        {"registrationExpiresAt": 5},
        {"registrationExpiresAt": "2999-01-01T00:00:00"},
        {"refreshToken": 5, "registrationExpiresAt": LATER},
    ],
)
def test_a_token_that_cannot_be_refreshed_has_ended(place: Place, changed: Any) -> None:
    place.config(SESSION)
    own = {"clientId": "c", "clientSecret": "s", "refreshToken": SECRET, **changed}
    file = cache(place, "corp", token(expiresAt=PAST, **own))

    assert said(place)[0] == (
        "aws-session: error: profile 'dev' is signed out: the "
        f"SSO token in {file} expired at {PAST}"
    )


@pytest.mark.parametrize(
    ("config", "without", "message", "hint"),
    [
        (SESSION, "sso_role_name = Admin\n", "profile 'dev' has no sso_role_name", CONFIGURE),
        (LEGACY, "sso_role_name = Admin\n", "profile 'dev' has no sso_role_name", CONFIGURE),
        (LEGACY, "sso_region = eu-west-1\n", "profile 'dev' has no sso_region", CONFIGURE),
        (
            SESSION,
            "sso_region = eu-west-1\n",
            "profile 'dev' and its sso_session 'corp' have no sso_region",
            "  add it to [sso-session corp]: FOLDER/.aws/config, line 6",
        ),
        (
            SESSION,
            f"sso_start_url = {START}\n",
            "profile 'dev' and its sso_session 'corp' have no sso_start_url",
            "  add it to [sso-session corp]: FOLDER/.aws/config, line 6",
        ),
        (
            SESSION,
            f"sso_start_url = {START}\nsso_region = eu-west-1\n",
            "profile 'dev' and its sso_session 'corp' have no sso_start_url and no sso_region",
            "  add it to [sso-session corp]: FOLDER/.aws/config, line 6",
        ),
    ],
)
def test_a_setting_that_sso_needs_is_named_with_its_place(
    place: Place, config: str, without: str, message: str, hint: str
) -> None:
    place.config(config.replace(without, ""))

    assert said(place) == [
        f"aws-session: error: {message}",
        hint.replace("FOLDER", str(place.home)),
    ]


def test_a_session_of_sso_alone_names_no_account(place: Place) -> None:
    place.config("[profile dev]\nregion = eu-west-1\nsso_session = corp\n")

    assert said(place) == [
        "aws-session: error: profile 'dev' has no sso_account_id and no sso_role_name",
        "  add it, or run: aws configure sso --profile dev",
    ]


@pytest.mark.parametrize(
    ("octets", "what"), [(b"", "is empty"), (b" \n", "is empty"), (b"\xe9", "is not UTF-8 text")]
)
def test_a_token_file_that_holds_no_token_is_named(place: Place, octets: bytes, what: str) -> None:
    file = place.folder / "token"
    file.write_bytes(octets)
    place.config(
        f"[profile dev]\nregion = eu-west-1\nweb_identity_token_file = {file}\n"
        "role_arn = arn:aws:iam::210987654321:role/Admin\n"
    )

    assert said(place) == [
        f"aws-session: error: profile 'dev' needs the token in {file}, which {what}",
        MEND.replace("FOLDER", str(place.home)),
    ]


@contextmanager
def handing_out(body: bytes) -> Iterator[str]:
    """Serve one answer to requests for a container's credentials, and return its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        json.dumps({"AccessKeyId": SECRET}).encode(),
        json.dumps(
            {"AccessKeyId": "A", "SecretAccessKey": SECRET, "Token": "t", "Expiration": "soon"}
        ).encode(),
        json.dumps(
            {"AccessKeyId": "A", "SecretAccessKey": SECRET, "Token": "t", "Expiration": 5}
        ).encode(),
    ],
)
def test_a_service_that_hands_out_something_else_is_named(place: Place, body: bytes) -> None:
    place.config("[profile dev]\nregion = eu-west-1\n")
    place.credentials("")
    with handing_out(body) as url:
        told = said(place, AWS_CONTAINER_CREDENTIALS_FULL_URI=url)

    assert told[0] == (
        "aws-session: error: the service that AWS_CONTAINER_CREDENTIALS_FULL_URI names "
        "returned credentials for profile 'dev' that are not valid"
    )
