"""Whose key signs, and that credentials which do not belong together never sign."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from aws_session.sandbox import Device, scenario
from real.journeys.place import Place, Sitting
from real.shells.interpreters import ALL, Interpreter

CALLED = "alice@111122223333"


def _asks_program(place: Place, **answer: Any) -> None:
    """Make the profile `vault` get the user's key from a program."""
    key = place.company.key
    held = {"Version": 1, "AccessKeyId": key.id, "SecretAccessKey": key.secret, **answer}
    (place.folder / "answer").write_text(json.dumps(held))
    place.config(
        f"[profile vault]\nregion = {place.company.region}\n"
        f"credential_process = cat {place.folder}/answer\n"
    )
    place.credentials("")


@pytest.mark.parametrize("token", ["", " ", None])
def test_a_program_that_prints_an_empty_token_prints_a_long_term_key(
    place: Place, sitting: Sitting, token: str | None
) -> None:
    _asks_program(place, SessionToken=token)

    assert sitting.enter(f"aws-session -p vault --code {place.fresh_code()}") == 0, sitting.notices
    assert (sitting.aws("ACCESS_KEY_ID") or "")[:4] == "ASIA"
    assert sitting.aws("SESSION_LABEL") == CALLED
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]


@pytest.mark.parametrize("token", [5, ["x"], {"x": "y"}])
def test_a_token_that_is_not_text_is_named(place: Place, sitting: Sitting, token: object) -> None:
    _asks_program(place, SessionToken=token)
    before = dict(sitting.environ)

    assert sitting.enter(f"aws-session -p vault --code {place.fresh_code()}") == 1
    assert "the credentials of profile 'vault' are not text" in sitting.notices
    assert "bug" not in sitting.notices
    assert sitting.environ == before
    assert place.company.cloud.calls.actions == []


ROLE = "role_arn = arn:aws:iam::210987654321:role/Admin\n"


def _roles(place: Place, **sources: str) -> None:
    """Make several profiles use one role, each from its own source; profile `hub` has the key."""
    device = f"mfa_serial = {place.company.device.serial}\n"
    place.config(
        "".join(
            f"[profile {name}]\nregion = {place.company.region}\n{ROLE}{device}{source}\n"
            for name, source in sources.items()
        )
    )
    place.credentials(hub=place.company.key)


def test_a_profile_that_is_its_own_source_assumes_its_role_with_its_key(
    place: Place, sitting: Sitting
) -> None:
    _roles(place, hub="source_profile = hub")

    assert sitting.enter(f"aws-session -p hub --code {place.fresh_code()}") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "hub/Admin"
    assert place.company.cloud.calls.count("AssumeRole") == 1
    assert sitting.enter("aws-session back") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == CALLED


def test_a_source_with_a_key_signs_though_it_names_a_role(place: Place, sitting: Sitting) -> None:
    _roles(place, hub="source_profile = hub", spoke="source_profile = hub")

    assert sitting.enter(f"aws-session -p spoke --code {place.fresh_code()}") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "spoke/Admin"
    assert place.company.cloud.calls.count("AssumeRole") == 1
    assert sitting.enter("aws-session renew") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "spoke/Admin"


def test_the_session_of_a_key_with_a_role_is_started_again(place: Place, sitting: Sitting) -> None:
    _roles(place, hub="source_profile = hub", spoke="source_profile = hub")
    sitting.enter(f"aws-session -p spoke --code {place.fresh_code()}")

    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "spoke/Admin"


def test_a_doctor_finds_the_key_of_a_source_with_a_role(place: Place) -> None:
    _roles(place, hub="source_profile = hub", spoke="source_profile = hub")
    found = place.program("doctor", environ={"AWS_PROFILE": "spoke"}).stdout

    assert f"ok\tidentity\t{place.company.user.arn}, using profile hub\t" in found


@contextmanager
def _container(place: Place) -> Iterator[str]:
    """Serve the user's key like a container's; yields the address."""
    key = place.company.key
    held = {"AccessKeyId": key.id, "SecretAccessKey": key.secret, "Token": ""}
    answer = json.dumps(held | {"Expiration": "2999-01-01T00:00:00Z"}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_role_with_a_device_and_a_key_from_elsewhere_is_refused(place: Place) -> None:
    _roles(place, task="credential_source = EcsContainer")
    with _container(place) as address:
        done = place.program(
            "-p",
            "task",
            "--print",
            environ={"AWS_CONTAINER_CREDENTIALS_FULL_URI": address},
            typed=f"{place.fresh_code()}\n",
        )

    assert done.returncode == 1
    assert "profile 'task' assumes its role with a code (mfa_serial), but its key" in done.stderr
    assert "Enter MFA code" not in done.stderr
    assert place.company.cloud.calls.actions == []


LEFT_OVER = "left-over-from-yesterday"


def _mixed(place: Place) -> dict[str, str]:
    key = place.company.key
    return {
        "AWS_ACCESS_KEY_ID": key.id,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_SESSION_TOKEN": LEFT_OVER,
        "AWS_REGION": place.company.region,
    }


@pytest.mark.parametrize("shell", ALL, ids=str)
def test_a_leftover_token_is_removed_in_the_syntax_of_each_shell(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    sitting = Sitting.at(place, shell, _mixed(place))
    before = dict(sitting.environ)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    remedy = sitting.notices.partition("remove the token: ")[2].splitlines()[0]

    assert place.company.cloud.calls.actions == []
    assert sitting.environ == before
    assert sitting.carry_out(remedy) == 0, sitting.notices
    del before["AWS_SESSION_TOKEN"]
    assert sitting.environ == before
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == CALLED


@pytest.mark.parametrize(
    "words",
    [
        "--print",
        "pose 210987654321 Admin --print",
        "exec -- true",
        "exec 210987654321 Admin -- true",
        "process",
        "console 210987654321 Admin --url",
        "status --verify",
        "accounts",
        "devices",
    ],
)
def test_nothing_is_sent_with_a_key_and_a_token_of_two_kinds(place: Place, words: str) -> None:
    done = place.program(*words.split(), environ=_mixed(place))

    assert done.returncode == (125 if words.startswith("exec") else 1)
    assert done.stderr.endswith(
        f"aws-session: error: the environment has a long-term key, {place.company.key.id}, with a "
        "session token that does not belong to it\n"
        "  remove the token: unset AWS_SESSION_TOKEN\n"
    )
    assert place.company.cloud.calls.actions == []
    assert place.company.key.secret not in done.stdout


def test_a_doctor_names_a_key_and_a_token_of_two_kinds(place: Place) -> None:
    done = place.program("doctor", environ=_mixed(place))
    what = (
        f"the environment has a long-term key, {place.company.key.id}, with a session token "
        "that does not belong to it\tremove the token: unset AWS_SESSION_TOKEN"
    )

    assert f"problem\tvariables\t{what}\n" in done.stdout
    assert f"problem\tidentity\t{what}\n" in done.stdout
    assert done.returncode == 1


def test_a_long_term_key_over_a_session_of_ours_signs_itself(
    place: Place, sitting: Sitting
) -> None:
    place.credentials("")
    place.config(f"[default]\nregion = {place.company.region}\n")
    key = {n: v.encode() for n, v in _mixed(place).items() if "TOKEN" not in n}
    sitting.environ |= key
    before = dict(sitting.environ)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.environ |= key

    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == CALLED
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]
    assert sitting.enter("aws-session end") == 0
    assert sitting.environ == before


def _two_people(place: Place) -> Device:
    """Give bob a key and a device in addition to alice's; returns his device."""
    bob = place.company.account.add_user("bob")
    scenario.demand_mfa(bob)
    device = bob.add_device(name="bobs-phone")
    place.credentials(alice=place.company.key, bob=bob.add_key())
    place.config(
        f"[profile alice]\nmfa_serial = {place.company.device.serial}\n"
        f"[profile bob]\nmfa_serial = {device.serial}\n"
    )
    return device


@pytest.mark.parametrize("command", ["", "renew "])
def test_the_second_persons_code_is_taken_in_the_first_ones_shell(
    place: Place, dash: Interpreter, command: str
) -> None:
    phone = _two_people(place)
    sitting = Sitting.at(place, dash, {"AWS_PROFILE": "alice"})
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.environ["AWS_PROFILE"] = b"bob"

    status = sitting.enter(f"aws-session {command}--code {place.fresh_code(phone)}")
    assert status == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "bob@111122223333"
    assert (
        "AWS_PROFILE now names profile 'bob': using it instead of profile 'alice'"
        in sitting.notices
    )
    assert sitting.enter("aws-session end") == 0
    assert sitting.aws("PROFILE") == "bob"


def test_the_second_person_poses_with_the_first_ones_session_and_gets_a_notice(
    place: Place, dash: Interpreter
) -> None:
    _two_people(place)
    sitting = Sitting.at(place, dash, {"AWS_PROFILE": "alice"})
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.environ["AWS_PROFILE"] = b"bob"

    assert sitting.enter("aws-session pose 210987654321 Admin") == 0, sitting.notices
    said = "AWS_PROFILE now names profile 'bob', but this shell's session is from profile 'alice'\n"
    assert sitting.notices.count(said) == 1
    (call,) = place.company.cloud.calls.of("AssumeRole")
    assert call.parameters["RoleSessionName"] == "alice"


def test_direnv_in_another_folder_is_not_given_the_first_ones_profile(
    place: Place, dash: Interpreter
) -> None:
    _two_people(place)
    there = {"AWS_PROFILE": "alice", "AWS_REGION": "eu-west-1", "DIRENV_DIR": "-/a"}
    sitting = Sitting.at(place, dash, there)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.environ["DIRENV_DIR"] = b"-/b"

    assert sitting.enter("aws-session end") == 0
    assert "direnv has changed folders, so not restored: AWS_PROFILE, AWS_REGION" in sitting.notices
    assert (sitting.aws("PROFILE"), sitting.aws("REGION")) == (None, None)


@pytest.mark.parametrize("command", ["devices", "accounts"])
def test_a_list_names_the_session_that_listed_it(
    place: Place, dash: Interpreter, command: str
) -> None:
    _two_people(place)
    sitting = Sitting.at(place, dash, {"AWS_PROFILE": "alice"})
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    held = {name: value.decode() for name, value in sitting.environ.items()}
    said = "AWS_PROFILE now names profile 'bob', but this shell's session is from profile 'alice'\n"
    found = place.program(command, environ=held | {"AWS_PROFILE": "bob"})
    named = place.program(command, "-p", "alice", environ=held | {"AWS_PROFILE": "bob"})

    assert (found.returncode, found.stderr.count(said)) == (0, 1)
    assert said not in named.stderr


@pytest.mark.parametrize("line", ["process", "exec -p default -- env", "exec --refresh -- env"])
def test_the_session_of_the_key_before_is_not_handed_out_for_another_key(
    place: Place, sitting: Sitting, line: str
) -> None:
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0
    before = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    place.credentials(default=place.company.user.add_key())
    done = place.program(*line.split(), environ=before)

    assert done.returncode != 0
    assert "an MFA code" in done.stderr or "code needs a terminal" in done.stderr, done.stderr
    assert before["AWS_ACCESS_KEY_ID"] not in done.stdout


def test_another_key_in_the_same_profile_is_named(place: Place, sitting: Sitting) -> None:
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0
    before = dict(sitting.environ)
    place.credentials(default=place.company.user.add_key())
    sitting.enter(f"aws-session --code {place.fresh_code()}")

    said = f"started with another access key: {place.company.key.id[-6:]} (the end of its ID)\n"
    assert said in sitting.notices
    assert not [name for name, value in before.items() if place.company.key.id.encode() in value]
