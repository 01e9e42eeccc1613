"""The prompt for a code on a Windows console, and on an MSYS terminal."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from real.windows.conftest import Seat

QUESTION = "MFA code:"
CTRL_C, CTRL_U, CTRL_Z = "\x03", "\x15", "\x1a"
FAILURE = b"cmd /c exit 130\n"

_MODES = """
import ctypes, os, msvcrt, signal, subprocess, sys
# As a shell does; Wine tells everybody on the console.
signal.signal(signal.SIGINT, lambda *_: None)
def mode(name):
    found = ctypes.c_uint32()
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(os.open(name, os.O_RDWR)))
    ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(found))
    return found.value
before = mode("CONIN$")
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE)
sys.stderr.write(f"<status {done.returncode}, the same mode: {mode('CONIN$') == before}>\\n")
sys.stderr.write(f"<read next: {input()}>\\n")
"""


def session(code: bytes) -> dict[str, str]:
    """Return the variables that cmd's lines set."""
    lines = (line[len('set "') : -1] for line in code.decode().splitlines() if "=" in line)
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def test_a_code_typed_at_the_console_starts_a_session(seat: Seat) -> None:
    code = seat.place.fresh_code()
    with seat.console("--shell", "cmd", captured=True) as console:
        console.wait_for(QUESTION)
        # A whole line discarded, and one key deleted.
        console.press(f"000000{CTRL_U}{code[:3]}9\b{code[3:]}\r")
        status = console.wait()

        found = session(console.captured)
        assert status == 0, console.text
        assert f"{QUESTION} {code}" in console.text.splitlines()
        assert found["AWS_ACCESS_KEY_ID"].startswith("ASIA")
        assert found["AWS_SESSION_LABEL"] == "alice@111122223333"


def test_after_a_wrong_code_the_right_one_is_asked_for(seat: Seat) -> None:
    code = seat.place.fresh_code()
    with seat.console("--shell", "cmd", captured=True) as console:
        console.wait_for(QUESTION)
        console.enter("letters")
        console.wait_for("six digits")
        console.enter(seat.place.wrong_code())
        console.wait_for("AWS refused")
        console.enter(code)
        status = console.wait()

        asked = [line for line in console.text.splitlines() if line.startswith(QUESTION)]
        assert status == 0, console.text
        assert len(asked) == 3
        assert asked[-1] == f"{QUESTION} {code}"
        assert session(console.captured)["AWS_ACCESS_KEY_ID"].startswith("ASIA")


@pytest.mark.parametrize(
    ("keys", "status", "said"),
    [
        (CTRL_C, 130, ""),
        (CTRL_Z, 1, "aws-session: error: nothing was typed"),
    ],
)
def test_a_question_that_is_left_changes_nothing_and_gives_the_console_back(
    seat: Seat, keys: str, status: int, said: str
) -> None:
    python, program = seat.windows.python, str(seat.windows.program)
    with seat.console("-c", _MODES, program, "--shell", "cmd", program=python) as console:
        console.wait_for(QUESTION)
        console.press(keys)
        console.wait_for(f"<status {status}, the same mode: True>")
        console.enter("left for the shell")
        console.wait()

        assert "<read next: left for the shell>" in console.text
        assert said in console.text
        assert "this is a bug" not in console.text


def test_what_a_shell_evaluates_after_ctrl_c_fails(seat: Seat) -> None:
    with seat.console("--shell", "cmd", captured=True) as console:
        console.wait_for(QUESTION)
        console.press("123")
        console.wait_for(f"{QUESTION} 123")
        console.press(CTRL_C)

        assert console.wait() == 130
        assert console.captured == FAILURE


def test_what_is_typed_after_the_code_is_left_to_the_shell(seat: Seat) -> None:
    python, program = seat.windows.python, str(seat.windows.program)
    with seat.console("-c", _MODES, program, "--shell", "cmd", program=python) as console:
        console.wait_for(QUESTION)
        console.press(f"{seat.place.fresh_code()}\rnext line\r")
        console.wait_for("<status 0, the same mode: True>")
        console.wait()

        assert "<read next: next line>" in console.text


@pytest.fixture
def silent_endpoint() -> Iterator[str]:
    """An endpoint that accepts connections and does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_ctrl_c_is_heard_while_aws_is_silent(seat: Seat, silent_endpoint: str) -> None:
    environ = {"AWS_ENDPOINT_URL": silent_endpoint}
    with seat.console("--shell", "cmd", environ=environ, captured=True) as console:
        console.wait_for(QUESTION)
        console.enter("123456")
        console.wait_for("waiting for AWS")
        console.press(CTRL_C)

        # Sooner than the time limit for AWS.
        assert console.wait(20) == 130, console.text
        assert console.captured == FAILURE


_ON_A_PTY_OF_MSYS = """
import ctypes, msvcrt, os, subprocess, sys, threading
kernel = ctypes.windll.kernel32
kernel.CreateNamedPipeW.restype = kernel.CreateFileW.restype = ctypes.c_void_p
def pipe(way):
    name = "\\\\\\\\.\\\\pipe\\\\msys-dd50a72ab4668b33-pty7-" + way + "-master"
    server = kernel.CreateNamedPipeW(name, 3, 0, 2, 65536, 65536, 0, None)
    client = kernel.CreateFileW(name, 0xC0000000, 0, None, 3, 0, None)
    flags = os.O_RDWR | os.O_BINARY
    return [msvcrt.open_osfhandle(each, flags) for each in (server, client)]
keys, stdin = pipe("from")
screen, stderr = pipe("to")
child = subprocess.Popen(sys.argv[2:], stdin=stdin, stdout=subprocess.PIPE, stderr=stderr)
seen = b""
while b"MFA code" not in seen:
    seen += os.read(screen, 1)
os.write(keys, sys.argv[1].encode() + b"\\nnot yours\\n")
code = child.stdout.read()
status = child.wait()
sys.stdout.buffer.write(code)
sys.stderr.write(f"<status {status}>" + os.read(stdin, 100).decode())
"""


def test_a_terminal_of_msys_is_asked_on_though_it_is_a_pipe(seat: Seat) -> None:
    python, program = seat.windows.python, str(seat.windows.program)
    code = seat.place.fresh_code()
    done = seat.run("-c", _ON_A_PTY_OF_MSYS, code, program, "--shell", "bash", program=python)

    assert done.stderr.decode().splitlines() == ["<status 0>not yours"]
    assert b"AWS_SESSION_TOKEN=" in done.stdout


_IN_CODE_PAGES = """
import ctypes, os
from aws_session.terminal import write
for page in (437, 850, 1252, 65001):
    ctypes.windll.kernel32.SetConsoleOutputCP(page)
    write(1, f"{page}: \\u2713 \\u2192 \\u672c\\u756a \\U0001d11e|\\n".encode())
"""


def test_text_is_right_in_every_code_page(seat: Seat) -> None:
    with seat.console("-c", _IN_CODE_PAGES, program=seat.windows.python) as console:
        assert console.wait() == 0
        for page in (437, 850, 1252, 65001):
            console.wait_for(f"{page}: ✓ → 本")


def test_nul_is_not_a_terminal(seat: Seat) -> None:
    line = "import os; from aws_session.terminal import is_screen, system; "
    line += "nul = os.open('NUL', os.O_RDWR); print(os.isatty(nul), is_screen(nul), is_screen(2))"
    with seat.console("-c", line, program=seat.windows.python, captured=True) as console:
        assert console.wait() == 0, console.text
        assert console.captured.split() == [b"True", b"False", b"True"]


_BREAK = """
import ctypes, sys, threading, time
from aws_session.terminal import windows_console as api
event, enter = int(sys.argv.pop(1)), api.Alarm.__enter__
asked = threading.Event()
api.Alarm.__enter__ = lambda alarm: (enter(alarm), asked.set())[0]
def send():
    asked.wait()
    # The wait itself has begun by then. On a busy machine, Wine has lost an event once.
    for pause in (0.2, 20):
        time.sleep(pause)
        if not ctypes.windll.kernel32.GenerateConsoleCtrlEvent(event, 0):
            # Wine sends no Ctrl-Break; this is what it would have had run here.
            ctypes.windll.kernelbase.CtrlRoutine(event)
threading.Thread(target=send, daemon=True).start()
from aws_session.main import main
main()
"""


@pytest.mark.parametrize("event", ["0", "1"], ids=["ctrl-c", "ctrl-break"])
def test_what_is_typed_to_stop_a_program_ends_the_question(seat: Seat, event: str) -> None:
    """By the event, as any program on the console may send it."""
    words = ("-c", _BREAK, event, "--shell", "cmd")
    with seat.console(*words, program=seat.windows.python, captured=True) as console:
        console.wait_for(QUESTION)

        assert console.wait() == 130, console.text
        assert console.captured == FAILURE


_COUNTED = """
import time
from aws_session.errors import SessionError
from aws_session.processes.background import Job
from aws_session.terminal import system, windows_console as api
waits, wait = [], api.Alarm.wait_or_for
api.Alarm.wait_or_for = lambda *given: (waits.append(1), wait(*given))
def work():
    time.sleep(2)
    raise SessionError("in vain")
try:
    system.ask("Code? ", Job(work, print))
except SessionError as error:
    print(error, len(waits), "waits")
"""


def test_a_question_waits_once_for_all_that_can_end_it(seat: Seat) -> None:
    python = seat.windows.python
    with seat.console("-c", _COUNTED, program=python, captured=True) as console:
        console.wait_for("Code?")

        assert console.wait() == 0, console.text
        *said, waits, _ = console.captured.decode().split()
        assert said == ["in", "vain"]
        # A console may tell of its window, too.
        assert 1 <= int(waits) <= 5


_IN_A_CALLBACK = """
import signal, sys, time, weakref
from aws_session import signals
signals.catch_signals()
class Thing: pass
thing = Thing()
mark = weakref.ref(thing, lambda _: signal.raise_signal(getattr(signal, sys.argv[1])))
try:
    del thing
    for _ in range(500):
        time.sleep(0.01)
except (KeyboardInterrupt, signals.StopSignal) as stop:
    print(type(stop).__name__)
"""


@pytest.mark.parametrize(
    ("signal", "raised"), [("SIGINT", "KeyboardInterrupt"), ("SIGTERM", "StopSignal")]
)
def test_a_signal_in_a_callback_of_pythons_own_is_raised_again(
    seat: Seat, signal: str, raised: str
) -> None:
    done = seat.run("-c", _IN_A_CALLBACK, signal, program=seat.windows.python)

    assert done.stdout.split() == [raised.encode()], done.stderr
    assert b"ignored" not in done.stderr


_HEARD_BY_PYTHON = """
import _thread, ctypes, sys, time
from aws_session.main import main
from aws_session.terminal import windows_console as api
waits = api.Alarm.wait_or_for
def wait(self, other):
    if not hasattr(self, "begun"):
        self.begun = True
        # As from Python's own handler, which does not know of the alarm.
        def interrupt():
            time.sleep(3)
            _thread.interrupt_main()
        _thread.start_new_thread(interrupt, ())
    waits(self, other)
api.Alarm.wait_or_for = wait
sys.argv[0] = "aws-session"
main()
"""


def test_a_signal_that_python_heard_ends_the_question(seat: Seat) -> None:
    words = ("-c", _HEARD_BY_PYTHON, "--shell", "cmd")
    with seat.console(*words, program=seat.windows.python, captured=True) as console:
        assert console.wait(20) == 130, console.text
        assert console.captured == FAILURE
