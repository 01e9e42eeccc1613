from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

import pytest

from aws_session import environment as states
from aws_session.errors import SessionError
from aws_session.processes import posix, subprocesses

ENVIRON = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posix, "is_there", lambda: False)


def test_what_the_command_prints_is_the_code() -> None:
    assert subprocesses.code_from("printf 123; echo 456", ENVIRON) == "123456\n"


def test_the_command_is_run_by_the_shell_with_the_callers_environment() -> None:
    assert (
        subprocesses.code_from('echo "$SEED" | tr a-z A-Z', {**ENVIRON, "SEED": "abc"}) == "ABC\n"
    )


@pytest.mark.parametrize("name", [*states.SESSION, states.VARIABLE])
def test_the_command_gets_no_secret(name: str) -> None:
    program = shlex.join([sys.executable, "-c", "import os; print(sorted(os.environ))"])
    found = subprocesses.code_from(program, {**ENVIRON, name: "hunter2"})

    assert name not in found
    assert "'PATH'" in found


def test_a_command_that_fails_is_named_with_its_status() -> None:
    with pytest.raises(SessionError) as caught:
        subprocesses.code_from("sh -c 'echo 123456; exit 7'", ENVIRON)

    assert caught.value.message == "the MFA command (sh) failed with status 7"
    assert "must print six digits" in str(caught.value.hint)


def test_a_command_that_a_signal_ends_is_named_with_it() -> None:
    with pytest.raises(SessionError) as caught:
        subprocesses.code_from("kill -9 $$", ENVIRON)

    assert caught.value.message == "the MFA command (kill) was ended by SIGKILL"


@pytest.mark.skipif(sys.platform == "win32", reason="its pipes are read whole there")
def test_a_command_that_prints_without_end_is_ended_before_it_fills_the_memory() -> None:
    begun = time.monotonic()
    with pytest.raises(SessionError) as caught:
        subprocesses.code_from("yes", ENVIRON)

    assert caught.value.message == "the MFA command (yes) printed more than 1 MB"
    assert "must print six digits" in str(caught.value.hint)
    assert time.monotonic() - begun < subprocesses._SECONDS / 2


def test_a_missing_command_is_named() -> None:
    with pytest.raises(SessionError, match=r"\(no-such-program\) failed with status 127"):
        subprocesses.code_from("no-such-program x", ENVIRON)


@pytest.mark.parametrize("command", ["false --seed hunter2", "SEED=hunter2 false"])
def test_no_argument_of_the_command_is_shown(command: str) -> None:
    with pytest.raises(SessionError) as caught:
        subprocesses.code_from(command, ENVIRON)

    assert "hunter2" not in f"{caught.value.message}{caught.value.hint}{caught.value.debug}"


# The shell ends, but the program that it started continues for a moment.
@pytest.mark.parametrize("command", ["sleep 2", "sleep 2; echo 123456"])
def test_a_silent_command_is_given_up(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocesses, "_SECONDS", 0.3)
    begun = time.monotonic()

    with pytest.raises(SessionError, match=r"the MFA command \(sleep\) printed no code"):
        subprocesses.code_from(command, ENVIRON)
    assert time.monotonic() - begun < 10


def test_without_a_terminal_the_command_reads_nothing() -> None:
    assert subprocesses.code_from("cat; echo 123456", ENVIRON) == "123456\n"


def test_bytes_that_are_not_text_do_not_break() -> None:
    assert subprocesses.code_from(r"printf '\377'", ENVIRON) == "\ufffd"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells what it started")
@pytest.mark.parametrize("command", ["{}; echo 1", "{}", "(({} & echo x >&2; wait) | cat)"])
def test_a_command_that_is_given_up_leaves_nothing_behind(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(subprocesses, "_SECONDS", 1)
    program = f"sh -c 'echo $$ >{tmp_path}/pid; exec sleep 100'"
    with pytest.raises(SessionError, match="printed no code for 1 s"):
        subprocesses.code_from(command.format(program), ENVIRON)
    process = Path("/proc", (tmp_path / "pid").read_text().strip())
    deadline = time.monotonic() + 10
    while process.exists() and time.monotonic() < deadline:
        time.sleep(0.02)

    assert not process.exists()
