"""Profiles whose credentials come from a token that another program wrote, or from a service."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from aws_session.sandbox.scenario import DEFAULT_ROLE

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
    assert done.stdout.startswith("command test x")
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


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ("", "is empty"),
        (f"{SECRET}\n", "contains a line break or another control character"),
        (f"{SECRET}\u00e9", "contains characters outside ASCII"),
    ],
)
def test_a_token_that_no_request_can_contain_is_not_taken_for_a_failure_of_aws(
    place: Place, sent: str, fault: str
) -> None:
    place.config(SESSION)
    file = cache(place, "corp", token(accessToken=sent))

    what = f"the token of profile 'dev' in {file} cannot be used: its accessToken {fault}"

    assert said(place) == [f"aws-session: error: {what}", f"  {LOG_IN}"]


def test_a_session_of_sso_alone_names_no_account(place: Place) -> None:
    place.config("[profile dev]\nregion = eu-west-1\nsso_session = corp\n")

    assert said(place) == [
        "aws-session: error: profile 'dev' has no sso_account_id and no sso_role_name",
        "  add it, or run: aws configure sso --profile dev",
    ]


@pytest.mark.parametrize(("config", "of"), FORMS)
def test_a_cache_that_cannot_be_read_is_not_the_profiles_fault(
    place: Place, config: str, of: str
) -> None:
    place.config(config)
    file = cache(place, of, b"")
    file.unlink()
    file.mkdir()

    assert said(place) == [
        f"aws-session: error: profile 'dev' needs {file}, which cannot be read: Is a directory",
        "  make it readable, or move it away and sign in again: aws sso login --profile dev",
    ]


@pytest.mark.parametrize(
    ("octets", "what"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xe9", "is not UTF-8 text"),
        (b"ab\n", "is too short for a token"),
        (b"secret" * 4_000, "is too long for a token"),
    ],
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
def handing_out(body: bytes, status: int = 200) -> Iterator[str]:
    """Serve one answer to requests for a container's credentials, and return its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
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
def test_a_service_that_returns_something_else_is_named(place: Place, body: bytes) -> None:
    place.config("[profile dev]\nregion = eu-west-1\n")
    place.credentials("")
    with handing_out(body) as url:
        told = said(place, AWS_CONTAINER_CREDENTIALS_FULL_URI=url)

    assert told == [
        f"aws-session: error: the service that {FULL} names {NOT_VALID}",
        f"  correct it, or remove it: unset {FULL}",
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "HTTP 404"),
        (json.dumps({"AccessKeyId": "A", "SecretAccessKey": "hunter2"}).encode(), "HTTP 404"),
        (b'{"Token": "hunter2"}', "HTTP 404"),
        (b"<SessionToken>hunter2</SessionToken>", "HTTP 404"),
        (b"your token was hunter2hunter2hunter2", "HTTP 404"),
        (b"no role for this task", "no role for this task"),
    ],
)
def test_what_a_service_says_is_shown_unless_it_may_hold_a_secret(
    place: Place, body: bytes, told: str
) -> None:
    place.config("[profile dev]\nregion = eu-west-1\n")
    place.credentials("")
    with handing_out(body, 404) as url:
        lines = said(place, **{FULL: url, TOKEN: SECRET})
        environ = {FULL: url, TOKEN: SECRET}
        debugged = place.program("-p", "dev", "--shell", "sh", "--debug", environ=environ)

    assert lines[-2:] == [
        f"aws-session: error: no credentials from the service that {FULL} names: {told}",
        f"  correct it, or remove it: unset {FULL}",
    ]
    assert "hunter2" not in debugged.stderr


def test_a_container_that_mixes_a_key_and_a_token_is_named(place: Place) -> None:
    place.config("[profile dev]\nregion = eu-west-1\n")
    place.credentials("")
    answer = {
        "AccessKeyId": "AKIAFAKEFAKEFAKEFAKE",
        "SecretAccessKey": SECRET,
        "Token": "token",
        "Expiration": "2090-01-01T00:00:00Z",
    }
    with handing_out(json.dumps(answer).encode()) as url:
        lines = said(place, **{FULL: url})

    mixed = "a long-term key, AKIAFAKEFAKEFAKEFAKE, with a session token that does not belong to it"
    assert lines[-2:] == [
        f"aws-session: error: the service that {FULL} names returned {mixed}",
        f"  correct it, or remove it: unset {FULL}",
    ]


NOT_VALID = "returned credentials that are not valid"
FULL, RELATIVE = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
TOKEN, TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
WEB_IDENTITY = "AWS_WEB_IDENTITY_TOKEN_FILE"
IDENTITY = {"AWS_ROLE_ARN": "arn:aws:iam::210987654321:role/Admin"}
NO_FILE = "names /nowhere/token, which cannot be read: No such file or directory"
NOT_AWS = "aws-session: calls go to {}, which is not AWS\n"
NOT_TRUSTED = "names example.com, which AWS's tools trust only with https"


@pytest.mark.parametrize(
    ("environ", "name", "what"),
    [
        ({FULL: "ftp://127.0.0.1/x"}, FULL, "is not a valid address"),
        ({FULL: "http://["}, FULL, "is not a valid address"),
        ({FULL: "127.0.0.1/x"}, FULL, "is not a valid address"),
        ({FULL: "http://127.0.0.1:99999/x"}, FULL, "is not a valid address"),
        ({FULL: "http://example.com/x"}, FULL, NOT_TRUSTED),
        ({RELATIVE: "credentials"}, RELATIVE, "does not begin with a slash"),
        ({FULL: "http://127.0.0.1:9", TOKEN_FILE: "/nowhere/token"}, TOKEN_FILE, NO_FILE),
        ({**IDENTITY, "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token"}, "", NO_FILE),
    ],
)
@pytest.mark.parametrize("config", ["", "[default]\nregion = eu-west-1\n"])
def test_a_variable_through_which_no_credentials_come_is_named(
    place: Place, environ: dict[str, str], name: str, what: str, config: str
) -> None:
    place.config(config)
    place.credentials("")
    name = name or "AWS_WEB_IDENTITY_TOKEN_FILE"
    done = place.program("--shell", "sh", environ=environ)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"aws-session: error: {name} {what}",
        f"  correct it, or remove it: unset {name}",
    ]
    assert list(place.company.cloud.calls) == []


def test_a_web_identitys_token_that_is_too_long_is_not_shown(place: Place, tmp_path: Path) -> None:
    place.config("")
    place.credentials("")
    file = tmp_path / "token"
    file.write_text(SECRET * 2_000)
    environ = {**IDENTITY, WEB_IDENTITY: str(file), "AWS_REGION": "eu-west-1"}
    done = place.program("--shell", "sh", environ=environ)
    debugged = place.program("--shell", "sh", "--debug", environ=environ)

    assert done.stderr.splitlines() == [
        f"aws-session: error: {WEB_IDENTITY} names {file}, which is too long for a token",
        f"  correct it, or remove it: unset {WEB_IDENTITY}",
    ]
    assert SECRET not in debugged.stderr


def test_the_session_name_of_a_web_identity_is_named_by_its_variable(
    place: Place, tmp_path: Path
) -> None:
    place.config("")
    place.credentials("")
    file = tmp_path / "token"
    file.write_text("header.claims.signature")
    environ = {**IDENTITY, WEB_IDENTITY: str(file), "AWS_REGION": "eu-west-1"}
    done = place.program("--shell", "sh", environ={**environ, "AWS_ROLE_SESSION_NAME": "a b"})

    assert "at 'roleSessionName' failed to satisfy constraint" in done.stderr
    assert done.stderr.endswith(" AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME\n")


def test_a_token_with_a_line_break_is_named_and_not_shown(place: Place) -> None:
    place.config("")
    place.credentials("")
    environ = {FULL: "http://127.0.0.1:9", TOKEN: f"{SECRET}\n"}
    done = place.program("--shell", "sh", environ=environ)

    assert done.stderr.splitlines() == [
        f"aws-session: error: the token of {TOKEN} contains a line break",
        f"  correct it, or remove it: unset {TOKEN}",
    ]


def test_a_service_that_does_not_answer_is_named_with_its_variable(place: Place) -> None:
    place.config("")
    place.credentials("")
    done = place.program("--shell", "sh", environ={FULL: "http://127.0.0.1:9/x"})

    why = 'Could not connect to the endpoint URL: "http://127.0.0.1:9/x"'

    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == [
        f"aws-session: error: no credentials from the service that {FULL} names: {why}",
        f"  correct it, or remove it: unset {FULL}",
    ]


@pytest.mark.parametrize(
    ("config", "who", "how"),
    [
        ("", "the identity that the environment provides", "is temporary"),
        (
            "[default]\noutput = text\n",
            "profile 'default'",
            "uses the credentials that the environment provides",
        ),
    ],
)
def test_a_containers_credentials_need_no_profile(
    place: Place, config: str, who: str, how: str
) -> None:
    show = ("--", "env", "-0")
    words = ("exec", "210987654321", DEFAULT_ROLE, "--code", place.fresh_code(), *show)
    pairs = (pair.partition("=") for pair in place.program(*words).stdout.split("\0"))
    role = {name: value for name, _, value in pairs}
    answer = {
        "AccessKeyId": role["AWS_ACCESS_KEY_ID"],
        "SecretAccessKey": role["AWS_SECRET_ACCESS_KEY"],
        "Token": role["AWS_SESSION_TOKEN"],
        "Expiration": LATER,
    }
    place.config(config)
    place.credentials("")
    with handing_out(json.dumps(answer).encode()) as url:
        environ = {FULL: url, "AWS_REGION": "eu-west-1"}
        done = place.program("exec", "--", "printenv", "AWS_SESSION_LABEL", environ=environ)
        listed = place.program("accounts", environ=environ)
        doctor = place.program("doctor", environ=environ)

    assert (done.returncode, done.stdout) == (0, f"default/{DEFAULT_ROLE}\n"), done.stderr
    assert done.stderr == (
        f"{NOT_AWS.format(place.server.endpoint.partition('//')[2])}"
        f"aws-session: {who} {how}: to be exported unchanged, without an MFA code\n"
    )
    assert (listed.returncode, listed.stderr) == (
        0,
        f"aws-session: {who} is not allowed to list the organization's accounts\n",
    )
    assert "problem" not in doctor.stdout


IN_CONTAINER = {FULL: "http://127.0.0.1:9/x"}
IN_CI = {**IDENTITY, "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token"}


@pytest.mark.parametrize(
    ("environ", "source"),
    [
        (IN_CONTAINER, "credential_source = EcsContainer"),
        ({RELATIVE: "/x"}, "credential_source = EcsContainer"),
        (IN_CI, "a source_profile that has role_arn and web_identity_token_file"),
    ],
)
@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("exec --refresh -- true", "leave out --refresh: aws-session exec -- COMMAND"),
        (
            "exec --refresh prod Admin -- true",
            "leave out --refresh: aws-session exec prod Admin -- COMMAND",
        ),
        ("process --show tool", "AWS tools use them without a profile"),
        (
            "process 210987654321 Admin --show tool",
            "AWS tools can assume the role themselves: give profile tool role_arn and {source}",
        ),
    ],
)
def test_a_tool_later_may_not_have_what_the_environment_provides(
    place: Place, environ: dict[str, str], source: str, words: str, remedy: str
) -> None:
    place.config("")
    place.credentials("")
    done = place.program(*words.split(), environ=environ)

    assert (done.returncode, done.stdout) == (125 if words.startswith("exec") else 1, "")
    provider = [*environ][-1]
    assert done.stderr == (
        f"aws-session: error: the credentials come from {provider}, which a program that asks "
        f"again later may not have\n  {remedy.format(source=source)}\n"
    )


@pytest.mark.parametrize(
    ("words", "named", "remedy"),
    [
        ("-p default --print", {}, "leave out --profile"),
        ("exec -p default prod Admin -- true", {}, "leave out --profile"),
        ("exec --refresh -p default prod Admin -- true", {}, "leave out --profile"),
        ("process -p work --show tool", {}, "leave out --profile"),
        ("--print", {"AWS_PROFILE": "work"}, "unset AWS_PROFILE"),
        ("exec -- true", {"AWS_DEFAULT_PROFILE": "default"}, "unset AWS_DEFAULT_PROFILE"),
        ("--print --shell fish", {"AWS_PROFILE": "work"}, "set -e AWS_PROFILE"),
    ],
)
def test_a_profile_that_is_named_in_a_container_without_any_is_one_too_many(
    place: Place, words: str, named: dict[str, str], remedy: str
) -> None:
    place.config("")
    place.credentials("")
    done = place.program(*words.split(), environ={**IN_CONTAINER, **named})
    name = next(iter(named.values()), "work" if "work" in words else "default")
    by = "".join(f", named by {variable}" for variable in named)

    assert done.stderr.splitlines()[-2:] == [
        f"aws-session: error: there is no AWS profile {name!r}{by}",
        f"  to use the credentials that {FULL} provides: {remedy}",
    ]


def test_in_a_container_with_profiles_the_error_lists_them(place: Place) -> None:
    place.config("[profile one]\nregion = eu-west-1\n")
    place.credentials("")
    done = place.program("-p", "default", "--print", environ=IN_CONTAINER)

    assert done.stderr.splitlines()[-2:] == [
        "aws-session: error: there is no AWS profile 'default'",
        f"  {place.home}/.aws/config and {place.home}/.aws/credentials have: one",
    ]


def test_a_web_identity_needs_no_profile(place: Place) -> None:
    place.config("")
    place.credentials("")
    file = place.folder / "token"
    file.write_text("not.a.token")
    environ = {**IDENTITY, "AWS_WEB_IDENTITY_TOKEN_FILE": str(file), "AWS_REGION": "eu-west-1"}
    done = place.program("exec", "prod", "Admin", "--", "true", environ=environ)
    doctor = place.program("doctor", environ=environ)

    actions = place.company.cloud.calls.actions

    assert done.returncode == 125
    assert done.stderr == (
        "aws-session: error: AWS rejected the web identity token of the identity that the "
        "environment provides: The ID Token provided is not a valid JWT. (You may see this error "
        "if you sent an Access Token)\n"
        "  get a new token from the program that writes it, or check the identity provider in "
        "the role's account\n"
    )
    assert actions.count("AssumeRoleWithWebIdentity") == 2
    assert "conflict" not in doctor.stdout.replace("no conflicts", "")
