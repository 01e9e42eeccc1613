"""What a script can learn about a session: the exit status, and AWS's own answer."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess

    from real.journeys.place import Place, Sitting

PROD = "210987654321"


def ask(sitting: Sitting, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value.decode() for name, value in sitting.environ.items()}
    return sitting.place.program(*words, environ=environ)


@pytest.fixture
def in_session(place: Place, sitting: Sitting) -> Sitting:
    assert sitting.enter(f"aws-session --code {place.fresh_code()} -d 1h") == 0, sitting.notices
    return sitting


@pytest.mark.parametrize(("least", "status"), [("15m", 0), ("59m", 0), ("2h", 1), ("1d", 1)])
def test_a_script_asks_whether_enough_is_left(in_session: Sitting, least: str, status: int) -> None:
    done = ask(in_session, "status", "--at-least", least)

    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")


def test_without_a_session_nothing_is_left(place: Place) -> None:
    assert place.program("status", "--at-least", "0").returncode == 1
    assert place.program("status", "--at-least", "1s").returncode == 1
    assert place.program("status", "--at-least", "soon").returncode == 2


@pytest.mark.parametrize("redirected", [">&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full"])
def test_an_answer_by_status_needs_no_stdout(in_session: Sitting, redirected: str) -> None:
    def status(words: str) -> int | None:
        return in_session.carry_out(f"aws-session status {words} {redirected}")

    assert [status(words) for words in ("--at-least 15m", "--at-least=15m")] == [0, 0]
    assert status("--at-least 2h") == 1
    assert all(status(words) for words in ("", "--json", "--at-least 15m --help"))


def test_aws_is_asked_only_to_verify(place: Place, in_session: Sitting) -> None:
    calls = place.company.cloud.calls
    calls.clear()
    seen = ask(in_session, "status")
    unasked = calls.actions
    verified = ask(in_session, "status", "--verify")

    assert unasked == []
    assert calls.actions == ["GetCallerIdentity"]
    assert verified.returncode == 0
    assert verified.stdout.startswith(seen.stdout.split("  ")[0])
    assert place.company.user.arn in verified.stderr


def test_a_session_that_aws_refuses_is_not_verified(place: Place, in_session: Sitting) -> None:
    place.company.cloud.age_sessions(7_200)
    done = ask(in_session, "status", "--verify")

    assert (done.returncode, done.stdout) == (1, "")
    assert "expired" in done.stderr


def test_if_nothing_can_be_listed_the_next_step_is_shown(place: Place) -> None:
    alone = place.program("accounts")
    (place.home / ".aws" / "config").write_text(
        f"[profile prod]\nrole_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = default\n"
    )
    known = place.program("accounts")

    assert (alone.returncode, alone.stdout) == (1, "")
    assert "is not allowed to list the organization's accounts" in alone.stderr
    assert "start a session, which may be allowed to: aws-session" in alone.stderr
    assert known.returncode == 0
    assert known.stdout.startswith(PROD)
    assert "is not allowed to list the organization's accounts" in known.stderr


@pytest.mark.slow
def test_ten_thousand_accounts_are_listed_once_and_then_read(
    place: Place, in_session: Sitting
) -> None:
    cloud = place.company.cloud
    cloud.add_members(10_000)
    first = ask(in_session, "accounts")
    calls = cloud.calls.count("ListAccounts")
    begun = time.monotonic()
    second = ask(in_session, "accounts")
    seconds = time.monotonic() - begun
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_000

    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert len(first.stdout.splitlines()) == 10_012
    assert calls > 500
    assert cloud.calls.count("ListAccounts") == calls
    assert seconds < 5
    assert megabytes < 120


def test_a_missing_session_is_not_verified(place: Place) -> None:
    done = place.program("status", "--verify")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "aws-session: error: no session here\n  start one: aws-session\n"
