"""Sessions for tools that ask by the protocol of credential_process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from journeys.place import Place


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
        "Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration",
    ]  # fmt: skip
    assert found["Version"] == 1
    assert found["Expiration"].endswith("Z")


def test_a_tool_gets_a_role(place: Place, device: dict[str, str]) -> None:
    found = answer(place.program("process", "prod", "Admin", environ=device))

    assert found["AccessKeyId"].startswith("ASIA")
    assert [
        place.company.cloud.calls.count(name) for name in ("GetSessionToken", "AssumeRole")
    ] == [1, 1]


def test_without_anybody_to_ask_nothing_is_on_stdout(place: Place) -> None:
    done = place.program("process")

    assert (done.returncode, done.stdout) == (1, "")
    assert "in a terminal: aws-session --keep" in done.stderr


def test_a_wrapper_around_this_program_is_no_circle(place: Place, tmp_path: Path) -> None:
    wrapper = tmp_path / "wrapper"
    wrapper.write_text("#!/bin/sh\nexec aws-session process loop\n")
    wrapper.chmod(0o755)
    place.config(f"[profile loop]\ncredential_process = {wrapper}\n")
    done = place.program("process", "loop")

    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
