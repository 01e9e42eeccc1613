"""The sandbox on Windows: a shell connected to the fake AWS."""

from __future__ import annotations

import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from real.windows.machine import NATIVE

if TYPE_CHECKING:
    from real.windows.conftest import Seat

FOREIGN = {
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLEEXAMPLE00",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
}
"""Another tool's session, so that no code is asked for."""

_CMD = "import subprocess, sys; sys.exit(subprocess.run(['cmd']).returncode)"


def test_cmd_is_opened_where_it_was_typed_and_the_program_in_it_is_this_one(seat: Seat) -> None:
    python = seat.windows.python
    with seat.console("-c", _CMD, program=python) as console:
        console.wait_for(">")
        console.enter(f"{seat.windows.path(seat.windows.program)} sandbox")
        console.wait_for("(aws sandbox)")
        console.enter("aws-session process --show tool")
        console.wait_for("to paste into")
        console.enter("echo %AWS_ENDPOINT_URL%=")
        console.wait_for("http://127.0.0.1:")
        console.enter("exit 5")
        console.wait_for(">")
        console.enter("exit %errorlevel%")

        assert console.wait() == 5
        screen = console.text.replace("\n", "")
        assert "for /f" in screen
        assert "\\bin\\aws-session.exe process" in screen
    assert not list((seat.home / "Temp").iterdir())


def test_a_named_cmd_is_opened_from_any_program(seat: Seat) -> None:
    with seat.console("sandbox", "--shell", "cmd") as console:
        console.wait_for("(aws sandbox)")
        console.enter("exit 3")

        assert console.wait() == 3


def test_exec_opens_cmd_with_the_session(seat: Seat) -> None:
    with seat.console("exec", environ=FOREIGN) as console:
        console.wait_for("exit leaves it")
        console.enter("echo %AWS_ACCESS_KEY_ID%=")
        console.wait_for("ASIAEXAMPLEEXAMPLE00=")
        console.enter("exit 4")

        assert console.wait() == 4


_WAITING = """
import time
input("? ")
print("waiting", flush=True)
try:
    time.sleep(30)
except KeyboardInterrupt:
    print("heard", flush=True)
    raise SystemExit(7)
"""


@pytest.mark.parametrize("way", ["exec", "sandbox"])
def test_ctrl_c_is_the_programs_and_its_status_comes_back(seat: Seat, way: str) -> None:
    python = seat.windows.path(seat.windows.python)
    with seat.console(way, "--", python, "-c", _WAITING, environ=FOREIGN) as console:
        console.wait_for("?")
        console.enter("")
        console.wait_for("waiting")
        console.press("\x03")

        assert console.wait() == 7, console.text
        assert "heard" in console.text
    assert not list((seat.home / "Temp").iterdir())


_EXEC_BELOW = "import subprocess, sys; sys.exit(subprocess.run([sys.argv[1], 'exec']).returncode)"


def test_exec_opens_the_shell_that_it_was_typed_in(seat: Seat) -> None:
    """That is Python here, by the name of PowerShell."""
    shell = seat.windows.python.with_name("pwsh.exe")
    if not shell.exists():
        shutil.copy(seat.windows.python, shell)
    words = ("-c", _EXEC_BELOW, seat.windows.path(seat.windows.program))
    with seat.console(*words, program=shell, environ=FOREIGN) as console:
        console.wait_for(">>>")
        console.enter("import os; print('<' + os.environ['AWS_ACCESS_KEY_ID'] + '>')")
        console.wait_for("<ASIAEXAMPLEEXAMPLE00>")
        console.enter("os._exit(6)")

        assert console.wait() == 6


_SERVING = """
import signal, subprocess, sys
# As a shell does; and under Wine a key is one when somebody has read.
signal.signal(signal.SIGINT, lambda *_: None)
input("? ")
sys.exit(subprocess.run([sys.argv[1], "sandbox", "serve"]).returncode)
"""


def test_ctrl_c_stops_a_sandbox_that_serves(seat: Seat) -> None:
    program = seat.windows.path(seat.windows.program)
    with seat.console("-c", _SERVING, program, program=seat.windows.python) as console:
        console.wait_for("?")
        console.enter("")
        console.wait_for('"endpoint"')
        console.press("\x03")

        assert console.wait(20) == 0, console.text


@pytest.mark.skipif(not NATIVE, reason="Wine's C library hears of no Ctrl-Break")
def test_ctrl_break_leaves_nothing_of_a_sandbox(seat: Seat) -> None:
    python, program = seat.windows.python, seat.windows.program
    line = "import time; print('on', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        seat.windows.argv(program, "sandbox", "--", str(python), "-c", line),
        env=seat.windows.environment(seat.environ),
        stdout=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    assert process.stdout
    with process.stdout:
        assert process.stdout.readline().split() == [b"on"]
        process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", 0))

        assert process.wait(30) != 0
    assert not list((seat.home / "Temp").iterdir())
