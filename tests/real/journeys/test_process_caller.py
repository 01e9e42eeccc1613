"""A tool that ends while it waits for a session: its question ends, too."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from aws_session.sandbox.faults import Slow
from real.journeys.terminal import Terminal

if TYPE_CHECKING:
    from real.journeys.place import Place

TOOL = """\
import ctypes, os, select, signal, subprocess, sys, time
how, asker = sys.argv[1], sys.argv[2]
if how == "subreaper":
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
if how == "nohup":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
keeps = how == "closes"
run = f"trap '' TERM; {asker}; echo status $? >status" if keeps else f"{asker}; :"
child = subprocess.Popen(["sh", "-c", run], stdout=subprocess.PIPE, restore_signals=False)
while not os.path.exists("over"):
    time.sleep(0.05)
began = time.monotonic()
if keeps:
    child.stdout.close()
    child.wait()
    left = b""
else:
    child.kill()
    # A process that still asks holds the pipe open.
    left = child.stdout.read() if select.select([child.stdout], [], [], 15)[0] else b"held"
print("the tool got", left, flush=True)
print("in time" if time.monotonic() - began < 10 else "late", flush=True)
"""
ASKER = "aws-session process prod Admin"


def tool(place: Place, how: str, asker: str = ASKER) -> tuple[str, ...]:
    (place.folder / "tool.py").write_text(TOOL)
    return (sys.executable, "tool.py", how, asker)


@pytest.mark.parametrize("how", ["killed", "subreaper", "nohup", "closes"])
@pytest.mark.parametrize("typed", ["", "12"])
def test_a_question_ends_with_the_tool_that_asked(place: Place, how: str, typed: str) -> None:
    with Terminal(place, tool(place, how), {"TERM": "xterm"}) as terminal:
        terminal.expect("MFA code: ")
        terminal.process.send(typed)
        (place.folder / "over").touch()
        terminal.expect("the tool got b''")
        terminal.expect("in time")
        terminal.wait()
        screen = terminal.transcript

    assert screen.count("aws-session: error: the program that asked for a session is gone\n") == 1
    assert "Traceback" not in screen
    assert place.company.cloud.calls.count("GetSessionToken") == 0
    if how == "closes":
        assert (place.folder / "status").read_text() == "status 1\n"


def test_the_question_is_taken_off_the_screen(place: Place) -> None:
    with Terminal(place, tool(place, "killed"), {"TERM": "xterm"}) as terminal:
        terminal.expect("MFA code: ")
        (place.folder / "over").touch()
        terminal.process.expect_exact("\x1b[A\r\x1b[K")
        terminal.expect("is gone")


def test_a_program_that_prints_the_code_ends_too(place: Place) -> None:
    place.environ["AWS_SESSION_MFA_COMMAND"] = "touch asked; exec cat fifo"
    os.mkfifo(place.folder / "fifo")
    with Terminal(place, tool(place, "killed"), {"TERM": "xterm"}) as terminal:
        deadline = time.monotonic() + 30
        while not (place.folder / "asked").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        (place.folder / "over").touch()
        terminal.expect("the tool got b''")
        terminal.expect("in time")
        terminal.wait()
        screen = terminal.transcript

    assert "the program that asked for a session is gone" in screen
    assert "MFA code: " not in screen


def test_a_typed_code_is_not_wasted(place: Place) -> None:
    place.company.cloud.faults.add("GetSessionToken", Slow(seconds=2.0))
    with Terminal(place, tool(place, "killed"), {"TERM": "xterm"}) as terminal:
        terminal.expect("MFA code: ")
        terminal.enter(place.fresh_code())
        (place.folder / "over").touch()
        terminal.expect("in time")
        terminal.wait()

    assert place.company.cloud.calls.count("AssumeRole") == 1
