from __future__ import annotations

import subprocess
import sys

import pytest

from aws_session.shells import dialect


@pytest.mark.parametrize(
    "error", ["SessionError('no')", "KeyboardInterrupt()", "StopSignal(15)", "ValueError()"]
)
def test_a_second_signal_is_ignored_while_the_failure_is_loaded(error: str) -> None:
    script = f"""
import signal, sys
from aws_session.errors import SessionError
from aws_session.run import Run; from aws_session.signals import StopSignal
class Watch:
    def find_spec(self, name, *_):
        if name == "aws_session.cli.failure":
            print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN, file=sys.stderr)
sys.meta_path.insert(0, Watch())
def read(self):
    raise {error}
Run._read = read
Run({{"AWS_SESSION_SHELL": "bash"}}).go(("mfa",))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stderr.startswith("True\n")
    assert done.stdout.endswith(";\n")


@pytest.mark.parametrize(("first", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_that_follows_another_changes_nothing(first: str, status: int) -> None:
    script = f"""
import os, signal, sys
from aws_session import main
from aws_session import run
def read(self):
    try:
        os.kill(os.getpid(), signal.{first})
        signal.pause()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(os.getpid(), number)
run.Run._read = read
os.environ["AWS_SESSION_SHELL"] = "tcsh"
sys.argv = ["aws-session", "mfa"]
main.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stderr) == (status, "")
    assert done.stdout == dialect("tcsh").failure(status)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGHUP")
def test_of_two_signals_at_once_the_second_is_not_reported() -> None:
    script = """
import os, signal, sys
from aws_session import main
from aws_session import run
def read(self):
    both = (signal.SIGHUP, signal.SIGQUIT)
    signal.pthread_sigmask(signal.SIG_BLOCK, both)
    for number in both:
        os.kill(os.getpid(), number)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, both)
run.Run._read = read
os.environ["AWS_SESSION_SHELL"] = "bash"
sys.argv = ["aws-session", "mfa"]
main.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stderr) == (129, "")
    assert done.stdout == dialect("bash").failure(129)
