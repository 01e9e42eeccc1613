"""Sessions for tools that ask by the protocol of credential_process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from real.journeys.place import Place


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
def test_without_anybody_to_ask_it_is_said_what_to_type_where(
    place: Place, words: str, typed: str
) -> None:
    done = place.program(*words.split())

    assert (done.returncode, done.stdout) == (1, "")
    assert f"in a terminal: {typed}" in done.stderr


def test_a_wrapper_around_this_program_is_no_circle(place: Place, tmp_path: Path) -> None:
    wrapper = tmp_path / "wrapper"
    wrapper.write_text("#!/bin/sh\nexec aws-session process loop\n")
    wrapper.chmod(0o755)
    place.config(f"[profile loop]\ncredential_process = {wrapper}\n")
    done = place.program("process", "loop")

    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
