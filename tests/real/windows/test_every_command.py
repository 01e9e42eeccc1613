"""Every command starts and ends on Windows, on a console and through pipes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from aws_session import commands
from aws_session.cli._options_table import TABLE

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_RUNS = """
import json, subprocess, sys
detached = 0x8
program, name, report = sys.argv[1:]
found = {}
def run(line, **how):
    for last in (False, False, True):
        try:
            return subprocess.run(line, timeout=100, **how)
        except OSError as error:
            # "Internal error": Wine could not start a process on a busy machine.
            if last or error.winerror != 1359:
                raise
for words in ([name, "--help"], [name], [name, "--nosuch"]):
    line, label = [sys.executable, "-m", "aws_session", *words], " ".join(words)
    piped = run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, creationflags=detached)
    found[label] = piped.returncode, (piped.stdout + piped.stderr).decode("utf-8", "replace")
    print(f"<<{label}>>", flush=True)
    print(f"\\n<{run(line).returncode}>", flush=True)
with open(report, "w", encoding="utf-8") as file:
    json.dump(found, file)
print("<done>", flush=True)
"""
_STATUSES = {
    # stdout belongs to a shell if it is not a console: the help is on stderr then.
    "--help": ({0}, {2}),
    # Commands that need a session, keys or a person, which are missing here.
    "": ({0, 1, 2}, {0, 1, 2}),
    "--nosuch": ({2}, {2}),
}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_command_starts_and_ends_without_a_bug(seat: Seat, name: str) -> None:
    report = seat.place.folder / "report"
    python, nowhere = seat.windows.python, seat.windows.path(seat.home / "nowhere")
    environ = {"EDITOR": "cmd /c rem", "AWS_SHARED_CREDENTIALS_FILE": nowhere}
    words = ("-c", _RUNS, str(seat.windows.program), name, seat.windows.path(report))
    with seat.console(*words, environ=environ, program=python, size=(100, 300)) as console:
        if name == "sandbox":
            # It opens a shell.
            console.wait_for("<<sandbox>>", 200)
            console.enter("exit")
        console.wait_for("<done>", 300)
        seen = console.text
    piped = json.loads(report.read_text(encoding="utf-8"))
    # A failure before a program runs has its own status.
    failure = {commands.kind(name).failure} - {0}
    shown = [int(line[1:-1]) for line in seen.splitlines() if line.strip("<>").isdigit()]

    for (label, (status, said)), on_screen in zip(piped.items(), shown, strict=True):
        wanted, wanted_through_pipes = _STATUSES[label.removeprefix(name).strip()]
        assert on_screen in wanted | failure, (label, seen)
        assert status in wanted_through_pipes | failure, (label, said)
        assert "this is a bug" not in said
        assert "Traceback" not in said
    assert "this is a bug" not in seen
    assert "Traceback" not in seen
