from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pexpect
import pytest

if TYPE_CHECKING:
    from pathlib import Path

ASK = """
from aws_session.terminal import posix as terminal
print("answer", ascii(terminal.ask("Code? ")))
"""
ASK_WITH_A_JOB = """
import select, sys, termios, time
from aws_session.terminal import posix as terminal
from aws_session.processes.background import Job
from aws_session.errors import SessionError

def work():
    sys.stderr.write("begun\\n")
    {work}

tty = open("/dev/tty", "rb", buffering=0)
before = termios.tcgetattr(tty)
try:
    print("answer", terminal.ask("Code? ", Job(work, print)))
except SessionError as error:
    print("ended by", error.message)
print("as before", termios.tcgetattr(tty) == before)
tty_now = termios.tcgetattr(tty)
tty_now[3] &= ~termios.ICANON
termios.tcsetattr(tty, termios.TCSANOW, tty_now)
print("left to read", bool(select.select([tty], [], [], 0.1)[0]))
"""
GETS_READY = """
from aws_session.terminal import posix as terminal

def line(tty, meanwhile, quit_key):
    print("read from here on")
    raise SystemExit

terminal._line = line
terminal.ask("Code? ", None, lambda: print("getting ready"))
"""
LOADS_THE_DIALECT = """
import sys
from aws_session.terminal import posix as terminal
from aws_session.run import Run

def line(tty, meanwhile, quit_key):
    loaded = "aws_session.shells.fish.dialect" in sys.modules
    sys.stderr.write(f"loaded before a key is read: {loaded}")
    raise KeyboardInterrupt

terminal._line = line
Run({
    "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "HOME": "/nonexistent",
    "AWS_MFA_SERIAL": "arn:aws:iam::111122223333:mfa/alice", "AWS_SESSION_SHELL": "fish",
    "HTTPS_PROXY": "http://127.0.0.1:9", "AWS_REGION": "us-east-1",
}).go(())
"""
FAILS_TO_GET_READY = """
import select, time
from aws_session.terminal import posix as terminal

def get_ready():
    time.sleep(0.5)
    raise OSError("not ready")

tty = open("/dev/tty", "rb", buffering=0)
try:
    terminal.ask("Code? ", None, get_ready)
except OSError as error:
    print("ended by", error)
print("left to read", bool(select.select([tty], [], [], 0.1)[0]))
"""
FAILS = "time.sleep(0.5); raise SessionError('the key is unknown')"


def spawn(script: str, shell: str | None = None) -> pexpect.spawn:
    python = [sys.executable, "-c", script]
    words = python if shell is None else ["sh", "-c", shell, "sh", *python]
    # From 3.13 on, Python colours its error messages.
    plain = {**os.environ, "PYTHON_COLORS": "0"}
    return pexpect.spawn(words[0], words[1:], timeout=20, encoding="utf-8", env=plain)


@pytest.mark.parametrize(("typed", "answer"), [("123 456", "123 456"), ("é", "\\\\xe9"), ("", "")])
def test_a_typed_line_is_the_answer(typed: str, answer: str) -> None:
    child = spawn(ASK)
    child.expect_exact("Code? ")
    child.sendline(typed)
    child.expect(f"answer '{answer}'")

    assert child.wait() == 0


def test_the_terminal_is_asked_whatever_the_streams_are_connected_to(tmp_path: Path) -> None:
    child = spawn(ASK, f'"$@" </dev/null >{tmp_path}/out 2>&1; :')
    child.expect_exact("Code? ")
    child.sendline("123456")
    child.expect(pexpect.EOF)
    child.wait()

    assert (tmp_path / "out").read_text() == "answer '123456'\n"


def test_what_is_typed_can_be_seen() -> None:
    child = spawn(ASK)
    child.expect_exact("Code? ")
    child.send("1234")
    child.expect_exact("1234")
    child.sendline("56")
    child.expect("answer '123456'")

    assert child.wait() == 0


def test_a_closed_terminal_is_not_an_answer() -> None:
    child = spawn(ASK)
    child.expect_exact("Code? ")
    child.sendeof()
    child.expect("SessionError: nothing was typed")

    assert child.wait() == 1


def test_an_end_of_file_after_text_only_sends_the_text() -> None:
    child = spawn(ASK)
    child.expect_exact("Code? ")
    child.send("123")
    child.sendeof()
    child.sendline("456")
    child.expect("answer '123456'")

    assert child.wait() == 0


def test_ctrl_c_interrupts_the_question() -> None:
    child = spawn(ASK)
    child.expect_exact("Code? ")
    child.send("123")
    child.sendintr()
    child.expect("KeyboardInterrupt")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus in {1, 130} or child.signalstatus == 2


def test_background_work_starts_after_the_question_and_does_not_end_it() -> None:
    child = spawn(ASK_WITH_A_JOB.format(work="return 1"))
    child.expect(r"Code\? .*begun")
    child.sendline("123456")
    child.expect("answer 123456")
    child.expect("as before True")

    assert child.wait() == 0


def test_an_error_in_the_background_ends_the_question_and_drops_what_was_typed() -> None:
    child = spawn(ASK_WITH_A_JOB.format(work=FAILS))
    child.expect_exact("Code? ")
    child.send("rm -rf x")
    child.expect("ended by the key is unknown")
    child.expect("as before True")
    child.expect("left to read False")

    assert child.wait() == 0


def test_the_rest_of_a_line_is_taken_in_before_the_error_is_reported() -> None:
    child = spawn(ASK_WITH_A_JOB.format(work=FAILS))
    child.expect_exact("Code? ")
    for letter in "123456\r":
        child.send(letter)
        time.sleep(0.25)
    child.expect("ended by the key is unknown")
    child.expect("as before True")
    child.expect("left to read False")

    assert child.wait() == 0


def test_a_line_that_never_ends_is_not_waited_for() -> None:
    child = spawn(ASK_WITH_A_JOB.format(work=FAILS))
    child.expect_exact("Code? ")
    child.send("123")
    begun = time.monotonic()
    child.expect("ended by the key is unknown")

    assert time.monotonic() - begun < 10
    child.expect("left to read False")


def test_typing_nothing_is_reported_at_once() -> None:
    child = spawn(ASK_WITH_A_JOB.format(work="raise SessionError('the key is unknown')"))
    child.expect_exact("Code? ")
    child.expect("ended by the key is unknown")
    child.expect("as before True")

    assert child.wait() == 0


def test_what_has_failed_before_the_question_is_reported_instead_of_it() -> None:
    child = spawn(
        ASK_WITH_A_JOB.format(work="raise SessionError('the key is unknown')")
        .replace("Job(work, print)", "failed")
        .replace("tty =", "failed = Job(work, print); failed.begin(); failed._done.wait()\ntty =")
    )
    child.expect("ended by the key is unknown")
    assert "Code?" not in str(child.before)
    child.expect("as before True")

    assert child.wait() == 0


def test_preparation_happens_between_the_question_and_the_first_key() -> None:
    child = spawn(GETS_READY)
    child.expect(r"Code\? getting ready\s+read from here on")
    child.expect(pexpect.EOF)

    assert child.wait() == 0


def test_if_preparation_fails_what_was_typed_is_dropped() -> None:
    child = spawn(FAILS_TO_GET_READY)
    child.expect_exact("Code? ")
    child.sendline("123456")
    child.expect(r"123456\s+ended by not ready")
    child.expect("left to read False")

    assert child.wait() == 0


def test_the_dialect_is_loaded_while_a_code_is_typed() -> None:
    child = spawn(LOADS_THE_DIALECT, '"$@" >/dev/null')
    child.expect(r"code.*: loaded before a key is read: (\w+)")

    assert child.match is not None
    assert child.match.group(1) == "True"


def test_characters_typed_ahead_are_left_to_the_next_reader_without_an_error() -> None:
    child = spawn(ASK_WITH_A_JOB.format(work="return 1"))
    child.expect(r"Code\? .*begun")
    child.sendline("123456")
    child.send("x")
    child.expect("answer 123456")
    child.expect("left to read True")

    assert child.wait() == 0


@pytest.mark.parametrize("has_one", [True, False])
def test_a_terminal_is_detected(has_one: bool) -> None:
    script = "from aws_session import terminal; print('there', terminal.is_there())"
    if has_one:
        child = spawn(script)
        child.expect("there True")
        shown = str(child.after)
    else:
        shown = subprocess.run(
            [sys.executable, "-c", script], start_new_session=True, capture_output=True, text=True,
            check=True,
        ).stdout.strip()  # fmt: skip

    assert shown == f"there {has_one}"
