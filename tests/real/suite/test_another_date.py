from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import another_date

TESTS = Path(__file__).parents[2]


@pytest.fixture
def dated() -> tuple[str, ...]:
    """Return the words that start a program on another date."""
    try:
        another_date.library()
    except another_date.CannotError as error:
        pytest.fail(str(error)) if os.environ.get("CI") else pytest.skip(str(error))
    return (sys.executable, str(TESTS / "another_date.py"), "2028-02-29 23:59:30")


@pytest.mark.parametrize("text", ["2028-02-30", "tomorrow", "2039"])
def test_what_is_not_a_date_is_reported(text: str) -> None:
    done = subprocess.run(
        [sys.executable, TESTS / "another_date.py", text, "true"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == (
        f"tests/run --at: {text!r} is not a date; write it as 2028-02-29 or '2028-02-29 23:59:30'\n"
    )


def test_a_date_is_in_the_zone_of_the_run(dated: tuple[str, ...]) -> None:
    # An hour before the clocks are changed, and after.
    for moment, said in (("01:59:59", "+0100"), ("03:00:00", "+0200")):
        done = subprocess.run(
            [*dated[:2], f"2027-03-28 {moment}", "date", "+%F %z"],
            env={**os.environ, "TZ": "Europe/Berlin"}, capture_output=True, text=True, check=True,
        )  # fmt: skip

        assert done.stdout.split()[0] == "2027-03-28"
        assert moment == "01:59:59" or done.stdout.split()[1] == said
