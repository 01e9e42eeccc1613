"""The profile of the shell's session, named again: no second code."""

from __future__ import annotations

import os

import pytest

from aws_session.sandbox import scenario
from real.journeys.place import Place, Sitting

PROD = "210987654321"
ROLE = f"role_arn = arn:aws:iam::{PROD}:role/{{}}\nsource_profile = default\n"


@pytest.fixture(autouse=True)
def session(place: Place, sitting: Sitting) -> None:
    """Start a session of the default profile, without a way to ask for another code."""
    place.credentials(default=place.company.key, other=place.company.key)
    place.config(f"[profile prod-admin]\n{ROLE.format('Admin')}")
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0
    place.company.cloud.calls.clear()


def held_by(sitting: Sitting) -> dict[str, str]:
    return {n: os.fsdecode(v) for n, v in sitting.environ.items() if n[:4] == "AWS_"}


@pytest.mark.parametrize(
    ("words", "calls", "label"),
    [
        (f"-p default {PROD} ReadOnly", ["AssumeRole"], f"{PROD}/ReadOnly"),
        ("-p default prod-admin", ["AssumeRole"], "prod-admin/Admin"),
        ("-p default prod ReadOnly", ["ListAccounts", "AssumeRole"], "prod/ReadOnly"),
    ],
)
def test_pose_signs_with_the_session_of_the_shell(
    place: Place, sitting: Sitting, words: str, calls: list[str], label: str
) -> None:
    sitting.enter(f"aws-session pose {words}")

    assert sitting.status == 0, sitting.notices
    assert place.company.cloud.calls.actions == calls
    assert sitting.aws("SESSION_LABEL") == label
    sitting.enter("aws-session back")
    assert sitting.aws("SESSION_LABEL") == "alice@111122223333"


def test_a_role_profile_assumes_its_role_with_the_session_of_the_shell(
    place: Place, sitting: Sitting
) -> None:
    accounts = place.company.cloud.accounts
    accounts[PROD].add_role("Next", scenario.trust(accounts[PROD]))
    sitting.enter(f"aws-session pose -p prod-admin {PROD} Next")

    assert sitting.status == 0, sitting.notices
    assert place.company.cloud.calls.actions == ["AssumeRole", "AssumeRole"]
    assert sitting.aws("SESSION_LABEL") == f"{PROD}/Next"


@pytest.mark.parametrize("posed", [False, True])
def test_exec_gets_the_profiles_own_session(place: Place, sitting: Sitting, posed: bool) -> None:
    if posed:
        assert sitting.enter(f"aws-session pose {PROD} Admin") == 0
    place.company.cloud.calls.clear()
    text = 'echo "$AWS_SESSION_LABEL $AWS_REGION"'
    words = ("exec", "-p", "default", "-r", "eu-west-3", "--", "sh", "-c", text)
    done = place.program(*words, environ=held_by(sitting))

    assert (done.returncode, done.stdout) == (0, "alice@111122223333 eu-west-3\n"), done.stderr
    assert place.company.cloud.calls.actions == []


@pytest.mark.parametrize(
    "words",
    [
        f"pose -p other {PROD} Admin",
        f"pose -p default --fresh {PROD} Admin",
        "exec -p other -- true",
        "exec -p default --fresh -- true",
        "exec -p default -d 1h -- true",
    ],
)
def test_another_profile_or_a_new_session_needs_a_code(
    place: Place, sitting: Sitting, words: str
) -> None:
    done = place.program(*words.split(), environ=held_by(sitting))

    assert "an MFA code is needed, and no terminal is available to ask on" in done.stderr
    assert place.company.cloud.calls.actions == []


def test_a_code_on_the_line_begins_a_new_session(place: Place, sitting: Sitting) -> None:
    code = place.fresh_code()
    done = place.program(
        "exec", "-p", "default", "-m", code, "--", "true", environ=held_by(sitting)
    )

    assert done.returncode == 0, done.stderr
    assert place.company.cloud.calls.count("GetSessionToken") == 1
