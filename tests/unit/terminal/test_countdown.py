from __future__ import annotations

import sys
import time

import pexpect
import pytest

from aws_session.terminal import output, progress


def test_waiting_ends_when_the_time_has_come(capsys: pytest.CaptureFixture[str]) -> None:
    until = time.time() + 0.3
    progress.count_down(until, "the device shows the next code in")

    assert until <= time.time() < until + 2
    assert capsys.readouterr().err == "aws-session: the device shows the next code in 0 s\n"


def test_a_past_time_is_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.monotonic()
    progress.count_down(time.time() - 60, "x")

    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    ("ahead", "shown"), [(0, "12:00"), (3_600, "13:00"), (86_400, "Sun 22 Nov 12:00")]
)
def test_a_time_of_another_day_names_the_day(
    ahead: int, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = time.mktime((2026, 11, 21, 12, 0, 0, 0, 0, -1))
    really = time.localtime
    monkeypatch.setattr(output, "clock", lambda at=noon: really(at))

    assert output.local_time(int(noon) + ahead) == shown


@pytest.mark.parametrize(
    ("environ", "redrawn"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"ACCESSIBLE": "1"}, False)],
    ids=str,
)
def test_only_a_terminal_is_redrawn(environ: dict[str, str], redrawn: bool) -> None:
    code = (
        "import time; from aws_session.terminal import progress; "
        "progress.count_down(time.time() + 0.3, 'x')"
    )
    given = {"PATH": "/usr/bin:/bin", "TERM": "xterm", **environ}
    process = pexpect.spawn(sys.executable, ["-c", code], env=given, timeout=30)
    shown = process.read().decode()
    process.close()

    assert ("\x1b[K" in shown) is redrawn
    assert "aws-session: x 0 s" in shown
