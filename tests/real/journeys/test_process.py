"""Sessions for tools that ask by the protocol of credential_process."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from real.journeys.place import Place, Sitting


@pytest.fixture
def device(place: Place) -> dict[str, str]:
    """A program that prints a fresh code, for runs without a terminal."""
    return {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_tool_gets_a_session_in_the_form_of_the_protocol(
    place: Place, device: dict[str, str]
) -> None:
    found = answer(place.program("process", environ=device))

    assert list(found) == [
        "Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId",
    ]  # fmt: skip
    assert found["AccountId"] == "111122223333"
    assert found["Version"] == 1
    assert found["Expiration"].endswith("Z")


def test_a_tool_gets_a_role(place: Place, device: dict[str, str]) -> None:
    found = answer(place.program("process", "prod", "Admin", environ=device))

    assert found["AccessKeyId"].startswith("ASIA")
    assert found["AccountId"] == "210987654321"
    assert [
        place.company.cloud.calls.count(name) for name in ("GetSessionToken", "AssumeRole")
    ] == [1, 1]


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("process", "aws-session --keep\n"),
        ("process default", "aws-session --keep --profile default\n"),
        ("process prod Admin", "aws-session --keep\n"),
        ("process prod Admin -p default", "aws-session --keep --profile default\n"),
    ],
)
def test_without_a_terminal_the_message_says_what_to_type_where(
    place: Place, words: str, typed: str
) -> None:
    done = place.program(*words.split())

    assert (done.returncode, done.stdout) == (1, "")
    assert f"in a terminal, type: {typed}" in done.stderr


def test_a_wrapper_around_this_program_is_not_a_circle(place: Place, tmp_path: Path) -> None:
    wrapper = tmp_path / "wrapper"
    wrapper.write_text("#!/bin/sh\nexec aws-session process loop\n")
    wrapper.chmod(0o755)
    place.config(f"[profile loop]\ncredential_process = {wrapper}\n")
    done = place.program("process", "loop")

    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


WHOLE = (
    "import boto3\n"
    "tool = boto3.Session(profile_name='tool')\n"
    "print(tool.client('sts').get_caller_identity()['Arn'])"
)


def in_session(place: Place, sitting: Sitting, words: str = "") -> dict[str, str]:
    sitting.enter(f"aws-session {words} --code {place.fresh_code()}")
    assert sitting.status == 0, sitting.notices
    return {name: value.decode() for name, value in sitting.environ.items()}


@pytest.mark.parametrize("words", ["process", "process prod Admin", "process prod Admin -p twin"])
def test_the_session_of_the_shell_saves_a_tool_the_code(
    place: Place, sitting: Sitting, words: str
) -> None:
    place.credentials(default=place.company.key, twin=place.company.key)
    done = place.program(*words.split(), environ=in_session(place, sitting))

    assert (done.returncode, done.stderr) == (0, "")
    assert answer(done)["AccessKeyId"].startswith("ASIA")
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_an_sdk_in_a_shell_with_a_session_is_asked_nothing(place: Place, sitting: Sitting) -> None:
    place.config("[profile tool]\ncredential_process = aws-session process prod Admin\n")
    environ = in_session(place, sitting)
    environ |= {"PATH": place.environ["PATH"], "HOME": place.environ["HOME"]}
    done = subprocess.run(
        [sys.executable, "-c", WHOLE], env=environ, capture_output=True, text=True, check=True
    )

    assert ":assumed-role/Admin/" in done.stdout
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_the_reason_why_a_tool_cannot_use_the_shells_session_is_given(
    place: Place, sitting: Sitting
) -> None:
    bob = place.company.account.add_user("bob")
    place.credentials(default=place.company.key, other=bob.add_key())
    done = place.program("process", "-p", "other", environ=in_session(place, sitting))

    assert (done.returncode, done.stdout) == (1, "")
    said = (
        "aws-session: an MFA code is needed: the session of this shell is not for profile 'other'\n"
    )
    assert said in done.stderr
