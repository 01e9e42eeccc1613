"""What every test can rely on, tried in separate runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from real.suite.test_another_date import dated

__all__ = ["dated"]

TESTS = Path(__file__).parents[2]

Nested = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def nested(tmp_path: Path) -> Nested:
    """Return a function that runs the text of a test, with the rules for every test here."""

    def ran(
        text: str, *words: str, before: tuple[str, ...] = (), **environ: str
    ) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_it.py").write_text(textwrap.dedent(text))
        plugins = ["-p", "children", "-p", "no:xonsh", "-p", "no:cacheprovider"]
        ours = [sys.executable, "-m", "pytest", "-q", *plugins]
        done = subprocess.run(
            [*before, *ours, "-c", os.devnull, f"--rootdir={tmp_path}", *words, "test_it.py"],
            cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(TESTS), **environ},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert not done.stderr, done.stderr
        return done

    return ran


LEAVING = """
    import subprocess

    def test_leaving():
        subprocess.Popen(["sleep", "300"], env={}, start_new_session=True, executable="/bin/sleep")

    def test_innocent():
        subprocess.run(["sleep", "0"], check=True)
"""


def ended(command: Path) -> bool:
    """Wait until a process has ended; it may remain as a zombie."""
    deadline = time.monotonic() + 20
    while (there := command.exists() and command.read_bytes()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not there


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells who started what")
@pytest.mark.parametrize("words", [(), ("-n", "1")], ids=["alone", "workers"])
def test_a_process_that_outlives_the_run_fails_it_and_is_ended(
    nested: Nested, words: tuple[str, ...]
) -> None:
    done = nested(LEAVING, *words)
    named = re.findall(r"^(\d+) '(.*)', started by (.*)$", done.stdout, re.MULTILINE)

    assert done.returncode == 1
    assert "2 passed" in done.stdout
    assert [(command, test) for _, command, test in named] == [
        ("sleep 300", "test_it.py::test_leaving")
    ]
    assert ended(Path("/proc", named[0][0], "cmdline"))


@pytest.mark.parametrize("words", [(), ("-n", "1")], ids=["alone", "workers"])
def test_children_start_with_the_default_signals_whoever_started_the_run(
    nested: Nested, words: tuple[str, ...]
) -> None:
    text = """
        import os, pexpect, pytest, signal, subprocess

        @pytest.mark.parametrize("name", ["HUP", "INT", "QUIT", "PIPE", "TERM", "USR1"])
        def test_it(name):
            number = signal.Signals[f"SIG{name}"]
            line = ["sh", "-c", f"kill -{name} $$; echo survived"]
            captured = subprocess.run(line, capture_output=True, text=True)
            shown = pexpect.spawn(line[0], line[1:], encoding="utf-8")
            shown.expect(pexpect.EOF)
            shown.close()

            assert (captured.returncode, captured.stdout) == (-number, "")
            assert (shown.signalstatus, shown.before) == (number, "")

        def test_the_run_itself_goes_on():
            os.kill(os.getpid(), signal.SIGHUP)
    """
    deaf = ("sh", "-c", 'trap "" HUP INT QUIT USR1; exec "$@"', "sh")
    done = nested(text, *words, before=deaf)

    assert done.returncode == 0, done.stdout


def test_another_date_is_that_of_children_in_a_clean_environment_too(
    nested: Nested, dated: tuple[str, ...]
) -> None:
    text = """
        import os, pexpect, subprocess, sys, threading, time

        def test_it():
            # What a test takes away is not looked for again.
            os.environ.clear()
            words = ["sh", "-c", "date +%F_%R_%Z"]
            path = {"PATH": "/usr/bin:/bin"}
            captured = subprocess.run(words, env=path, capture_output=True, text=True).stdout
            shown = pexpect.run("date +%F_%R_%Z", env=path, encoding="utf-8")
            begun = time.monotonic()
            time.sleep(0.2)
            threading.Event().wait(0.2)

            assert captured.strip() == shown.strip() == time.strftime("%F_%R_%Z")
            assert time.strftime("%F") in {"2028-02-29", "2028-03-01"}
            assert time.strftime("%Z") == "CET"
            assert 0.4 <= time.monotonic() - begun < 60
    """
    done = nested(text, before=dated, TZ="Europe/Berlin")

    assert done.returncode == 0, done.stdout
