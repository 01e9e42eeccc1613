"""Whose identity AWS's SDKs use in a session, whatever other identities the environment has."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import threading
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import secret_service
from real.journeys.place import read_environment
from real.journeys.test_tools import CLI, JAVASCRIPT
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from real.journeys.place import Place, Sitting

TOOLS = Path(sys.prefix) / "tools"
WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"


class Client(NamedTuple):
    """A program that prints the identity that its SDK uses; `needed` is built by tests/prepare."""

    words: tuple[str, ...]
    needed: Path | None = None


def _java(number: int) -> Client:
    folder = TOOLS / f"java{number}"
    return Client(
        ("java", "-Xshare:auto", "-cp", f"{folder}/*:{folder}", "Who"), folder / "Who.class"
    )


def _go(number: int) -> Client:
    program = TOOLS / f"go{number}" / "who"
    return Client((str(program),), program)


CLIENTS = {
    "boto3": Client((sys.executable, "-c", WHO)),
    "CLI": Client((*CLI, "--query", "Arn", "--output", "text"), Path(CLI[0])),
    "JavaScript 3": Client(("node", "-e", JAVASCRIPT), TOOLS / "sdk-js/node_modules"),
    "Go 1": _go(1),
    "Go 2": _go(2),
    "Java 1": _java(1),
    "Java 2": _java(2),
}

WEB = {
    "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/Pod",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "@FOLDER@/token",
    "AWS_ROLE_SESSION_NAME": "pod",
}
OTHER_KEY = {"AWS_ACCESS_KEY": "@KEY@", "AWS_SECRET_KEY": "@SECRET@"}
CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "@ELSEWHERE@/container"}
METADATA = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "@ELSEWHERE@"}
JAVA = {
    "JAVA_TOOL_OPTIONS": "-Daws.accessKeyId=@KEY@ -Daws.secretKey=@SECRET@ "
    "-Daws.secretAccessKey=@SECRET@"
}
ALL = tuple(CLIENTS)
LEFT_OVER: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "web identity": (WEB, ("boto3", "CLI", "Go 1", "Go 2", "Java 2")),
    "key": (OTHER_KEY, ("Go 1", "Go 2", "Java 1")),
    "container": (CONTAINER, ("Java 1",)),
    "Java's options": (JAVA, ("Java 1", "Java 2")),
    **{
        name: ({name: value}, ("boto3", "Go 1", "Go 2"))
        for name, value in {**WEB, **OTHER_KEY}.items()
    },
    "AMAZON_*": (
        {"AMAZON_ACCESS_KEY_ID": "@KEY@", "AMAZON_SECRET_ACCESS_KEY": "@SECRET@"},
        ("boto3", "Go 1"),
    ),
    "AWS_SECURITY_TOKEN": ({"AWS_SECURITY_TOKEN": "FAKE"}, ("boto3", "CLI")),
    "AWS_CREDENTIAL_FILE": ({"AWS_CREDENTIAL_FILE": "@FOLDER@/old-key"}, ("boto3",)),
    "metadata": (METADATA, ("Java 1",)),
}
"""Variables that may be left over in an environment, and the clients that use them."""


@pytest.fixture
def elsewhere(place: Place) -> Iterator[dict[str, str]]:
    """Another identity than the user's, and everything that provides it."""
    key = place.company.account.issue_key(place.company.account.add_user("mallory"))
    answer = {"AccessKeyId": key.id, "SecretAccessKey": key.secret, "Code": "Success"}
    answer["Expiration"] = "2099-01-01T00:00:00Z"

    class Handing(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self._say("token")

        def do_GET(self) -> None:
            asks_for_names = self.path.endswith("/security-credentials/")
            self._say("machine" if asks_for_names else json.dumps(answer))

        def _say(self, text: str) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None: ...

    (place.folder / "token").write_text("fake.web.token")
    (place.folder / "old-key").write_text(f"AWSAccessKeyId={key.id}\nAWSSecretKey={key.secret}\n")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {
            "@KEY@": key.id,
            "@SECRET@": key.secret,
            "@FOLDER@": str(place.folder),
            "@ELSEWHERE@": f"http://127.0.0.1:{server.server_port}",
        }
        server.shutdown()


def filled(variables: dict[str, str], pieces: dict[str, str]) -> dict[str, str]:
    for piece, value in pieces.items():
        variables = {n: v.replace(piece, value) for n, v in variables.items()}
    return variables


def needed(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the available clients, and report the missing ones; in CI all must be available."""
    missing = [n for n in names if (file := CLIENTS[n].needed) is not None and not file.exists()]
    if missing:
        said = f"not here, tests/prepare makes them: {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(said)
        warnings.warn(said, stacklevel=2)
    there = tuple(name for name in names if name not in missing)
    return there or pytest.skip("none of these clients is here")


def asking(place: Place, names: tuple[str, ...]) -> str:
    """Return a line for sh in which clients print, at the same time, the identity they use."""
    lines = []
    for name in names:
        words = shlex.join(CLIENTS[name].words)
        file = shlex.quote(str(place.folder / f"who-{name}"))
        lines.append(f"{words} >{file} 2>{file}.said &")
    return " ".join((*lines, "wait"))


def answers(place: Place, names: tuple[str, ...]) -> dict[str, str]:
    return {name: (place.folder / f"who-{name}").read_text().strip() for name in names}


def surroundings() -> dict[str, str]:
    return {"NODE_PATH": str(TOOLS / "sdk-js/node_modules"), "NODE_NO_WARNINGS": "1"}


@pytest.fixture
def store(place: Place) -> Iterator[None]:
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        place.environ.update(service.environ)
        yield


def asked_in_refresh(
    place: Place, left_over: dict[str, str], names: tuple[str, ...]
) -> dict[str, str]:
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}", **surroundings(), **left_over}
    words = ("exec", "--refresh", "prod", "Admin", "--", "sh", "-c", asking(place, names))
    done = place.program(*words, environ=given)
    assert done.returncode == 0, done.stderr
    return answers(place, names)


def refreshed(names: tuple[str, ...]) -> dict[str, str]:
    return dict.fromkeys(names, "arn:aws:sts::210987654321:assumed-role/Admin/alice")


@pytest.mark.parametrize("what", LEFT_OVER)
def test_leftover_credentials_do_not_take_precedence_in_a_refreshed_command(
    place: Place, store: None, elsewhere: dict[str, str], what: str
) -> None:
    variables, takers = LEFT_OVER[what]
    names = needed(takers)
    found = asked_in_refresh(place, filled(variables, elsewhere), names)

    assert found == refreshed(names)


def test_all_leftovers_at_once_do_not_take_precedence_either(
    place: Place, store: None, elsewhere: dict[str, str]
) -> None:
    everything = {name: value for some, _ in LEFT_OVER.values() for name, value in some.items()}
    names = needed(ALL)
    found = asked_in_refresh(place, filled(everything, elsewhere), names)

    assert found == refreshed(names)


@pytest.mark.slow
@pytest.mark.parametrize("what", LEFT_OVER)
def test_no_client_prefers_them(
    place: Place, store: None, elsewhere: dict[str, str], what: str
) -> None:
    variables, _ = LEFT_OVER[what]
    names = needed(ALL)
    found = asked_in_refresh(place, filled(variables, elsewhere), names)

    assert found == refreshed(names)


def asked_in(place: Place, environ: Mapping[str, bytes], names: tuple[str, ...]) -> dict[str, str]:
    subprocess.run(
        ["sh", "-c", asking(place, names)],
        env={**bare_environment(place.home), **surroundings(), **decoded(environ)},
        cwd=place.folder,
        timeout=120,
        check=True,
    )
    return answers(place, names)


def decoded(environ: Mapping[str, bytes]) -> dict[str, str]:
    return {name: os.fsdecode(value) for name, value in environ.items()}


TAKEN_AWAY = ("web identity", "key", "AMAZON_*", "AWS_SECURITY_TOKEN")


@pytest.mark.parametrize("which", [TAKEN_AWAY, ("AWS_SECRET_KEY",)], ids=["all", "AWS_SECRET_KEY"])
def test_a_session_is_what_every_client_signs_with_and_end_brings_the_rest_back(
    place: Place, sitting: Sitting, elsewhere: dict[str, str], which: tuple[str, ...]
) -> None:
    left_over = {n: v for what in which for n, v in filled(LEFT_OVER[what][0], elsewhere).items()}
    sitting.environ |= {name: value.encode() for name, value in left_over.items()}
    before = dict(sitting.environ)
    names = needed(ALL if len(which) > 1 else ("Java 1",))

    assert sitting.enter(f"aws-session {place.fresh_code()}") == 0
    assert not left_over.keys() & sitting.environ.keys()
    own = asked_in(place, sitting.environ, names)
    assert sitting.enter("aws-session pose prod Admin") == 0
    assert not left_over.keys() & sitting.environ.keys()
    role = decoded(sitting.environ)
    assert sitting.enter("aws-session back") == 0
    assert not left_over.keys() & sitting.environ.keys()
    assert sitting.enter("aws-session end") == 0

    assert own == dict.fromkeys(names, "arn:aws:iam::111122223333:user/alice")
    assert role["AWS_SESSION_LABEL"] == "prod/Admin"
    assert sitting.environ == before


@pytest.mark.parametrize("in_session", [False, True])
def test_one_command_finds_no_other_identity(
    place: Place, sitting: Sitting, elsewhere: dict[str, str], in_session: bool
) -> None:
    if in_session:
        assert sitting.enter(f"aws-session {place.fresh_code()}") == 0
    others = (*TAKEN_AWAY, "Java's options", "AWS_CREDENTIAL_FILE")
    left_over = {n: v for what in others for n, v in filled(LEFT_OVER[what][0], elsewhere).items()}
    left_over |= {"AWS_BEARER_TOKEN_BEDROCK": "fake", "AWS_PROFILE": "default"}
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    names = needed(ALL)
    inside = f'{asking(place, names)}; env -0 >env; eval "$(aws-session end)"; env -0 >after'

    done = place.program(
        "exec", "prod", "Admin", "--", "sh", "-c", inside,
        environ={**decoded(sitting.environ), **given, **surroundings(), **left_over},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert answers(place, names) == refreshed(names)
    for file in ("env", "after"):
        found = read_environment(place.folder / file)
        assert found.keys() & left_over.keys() == {"JAVA_TOOL_OPTIONS"}
        assert found["JAVA_TOOL_OPTIONS"] == b""
    assert elsewhere["@SECRET@"].encode() not in (place.folder / "env").read_bytes()
