"""Every signal that would end the program leads to the failure line, at any time."""

import fcntl
import os
import signal
import socket
import struct
import subprocess
import termios
import time
from pathlib import Path

import pexpect
import pytest

import secret_service
from aws_session.shells import dialect
from real.journeys.place import Place
from real.journeys.terminal import INTERACTIVE, Terminal
from real.shells.interpreters import ALL, Interpreter, bare_environment

_STOPPING = {signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
_LEFT = {
    # Not requests: faults, and signals that Python ignores in favour of errors.
    *(signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE),
    *(signal.SIGPIPE, signal.SIGXFSZ),
}
_RESTING = {signal.SIGCONT, signal.SIGCHLD, signal.SIGURG, signal.SIGWINCH}
ENDING = sorted(signal.valid_signals() - _STOPPING - _LEFT - _RESTING)
"""Signals that end a process unless it catches them, and can be caught (signal(7))."""

NAMED = [n for n in ENDING if not signal.SIGRTMIN < n < signal.SIGRTMAX]
SOME = (signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM, signal.SIGSYS, signal.SIGRTMIN)
TOLD = tuple(shell for shell in ALL if dialect(shell.dialect).failure(1) and not shell.optional)
_STATUS = {"fish": "$status", "tcsh": "$status", "pwsh": "$LASTEXITCODE"}
_GOING_ON = {"pwsh": "try {{ {} }} catch {{ }}"}
"""Shells in which a script would end at a failure."""


@pytest.fixture(params=TOLD, ids=str)
def told(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


def _asker(place: Place) -> Path:
    """Return a program that is replaced by ours, and writes its process ID to a file."""
    program = place.folder / "asker"
    program.write_text('#!/bin/sh\necho $$ >pid\nexec aws-session "$@"\n')
    program.chmod(0o700)
    return program


def test_the_signals_are_those_that_end_a_process() -> None:
    ended = {
        number
        for number in signal.valid_signals() - _STOPPING
        if subprocess.run(["sh", "-c", f"kill -{int(number)} $$"], check=False).returncode < 0
    }

    assert ended - _LEFT == set(ENDING)


def test_at_the_prompt_every_signal_fails_in_every_shell(place: Place, told: Interpreter) -> None:
    asker = _asker(place)
    status = _STATUS.get(told.name, "$?")
    lines = []
    for number in NAMED:
        line = told.guarded(told.evaluate(str(asker)), f"touch RAN-{int(number)}")
        lines += [
            _GOING_ON.get(told.name, "{}").format(line),
            f'echo "{int(number)} {status}" >>statuses',
        ]
    script = place.folder / f"script{told.language.suffix}"
    script.write_text("\n".join(lines) + "\n")
    with Terminal(place, (*told.argv, str(script)), {}) as terminal:
        for number in NAMED:
            terminal.expect("MFA code: ")
            terminal.process.send("123")
            os.kill(int((place.folder / "pid").read_text()), number)
        terminal.wait()
    statuses = (place.folder / "statuses").read_text().splitlines()

    assert statuses == [f"{int(number)} {128 + number}" for number in NAMED]
    assert list(place.folder.glob("RAN-*")) == []
    assert list(place.folder.glob("core*")) == []


@pytest.mark.parametrize("shell", INTERACTIVE, ids=str)
def test_ctrl_backslash_at_the_prompt_runs_nothing_after_it(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    line = shell.guarded(shell.evaluate("aws-session"), "touch RAN")
    with Terminal.of(place, shell) as terminal:
        terminal.enter(line)
        terminal.expect("MFA code: ")
        terminal.process.send("123")
        if dialect(shell.dialect).drops_at_quit:
            terminal.wait_until_quit_is_a_key()
        terminal.end_prompt("^\\")
        terminal.ready()
        status = terminal.status()
        terminal.enter("")
        terminal.ready()

    assert status == 131
    assert not (place.folder / "RAN").exists()
    assert list(place.folder.glob("core*")) == []


def _ends_the_loop(place: Place, command: str, sign: str) -> None:
    script = f"for n in 1 2; do {command}; done; touch RAN"
    with Terminal(place, ("bash", "-c", script), {}) as terminal:
        terminal.expect(sign)
        terminal.process.sendintr()
        terminal.process.expect(pexpect.EOF)
        terminal.close()

    assert terminal.process.signalstatus == signal.SIGINT
    assert not (place.folder / "RAN").exists()


def test_ctrl_c_at_the_prompt_ends_the_loop_around_a_command(place: Place) -> None:
    _ends_the_loop(place, "aws-session exec -- true", "MFA code: ")


@pytest.mark.parametrize("words", ["exec --refresh", "sandbox"])
def test_ctrl_c_in_a_program_ends_the_loop_around_it(place: Place, words: str) -> None:
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        place.environ.update(service.environ)
        place.environ["AWS_SESSION_MFA_COMMAND"] = f"echo {place.fresh_code()}"
        line = f"aws-session {words} -- sh -c 'echo on the way; exec sleep 300'"
        _ends_the_loop(place, line, "on the way")


def _started(place: Place, *words: str, **environ: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["aws-session", *words],
        env=bare_environment(place.home) | place.environ | {"AWS_SESSION_SHELL": "bash"} | environ,
        cwd=place.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.parametrize("number", ENDING, ids=lambda number: str(int(number)))
def test_before_anything_is_asked_every_signal_fails(place: Place, number: int) -> None:
    program = _started(place, "--code", "-")
    assert program.stdin
    program.stdin.write(b"12")
    program.stdin.flush()
    _wait_until_read(program.stdin.fileno())
    program.send_signal(number)
    printed, _ = program.communicate(timeout=30)

    assert program.returncode == 128 + number
    assert printed.decode() == dialect("bash").failure(128 + number)


@pytest.mark.parametrize("number", SOME)
def test_during_a_call_every_signal_fails(place: Place, number: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        program = _started(place, "--code", "123456", AWS_ENDPOINT_URL=url)
        accepted, _ = listening.accept()
        with accepted:
            accepted.recv(1)
            program.send_signal(number)
            printed, _ = program.communicate(timeout=30)

    assert program.returncode == 128 + number
    assert printed.decode() == dialect("bash").failure(128 + number)


@pytest.mark.parametrize("number", SOME)
def test_in_the_list_every_signal_fails_and_restores_the_terminal(
    place: Place, bash: Interpreter, number: int
) -> None:
    place.config("[profile prod]\nrole_arn = arn:aws:iam::210987654321:role/Admin\n")
    asker = _asker(place)
    with Terminal.of(place, bash, {"TERM": "xterm"}) as terminal:
        modes = termios.tcgetattr(terminal.process.child_fd)
        line = bash.guarded(bash.evaluate(f"{asker} pose --code {place.fresh_code()}"), "touch RAN")
        terminal.enter(line)
        terminal.expect("account")
        os.kill(int((place.folder / "pid").read_text()), number)
        terminal.ready()
        status = terminal.status()
        after = termios.tcgetattr(terminal.process.child_fd)

    assert (status, after) == (128 + number, modes)
    assert not (place.folder / "RAN").exists()


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGUSR1, signal.SIGPWR])
def test_a_signal_that_the_caller_ignores_stays_ignored(place: Place, number: int) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        program = _started(place, "--code", "-")
    finally:
        signal.signal(number, before)
    assert program.stdin
    program.stdin.write(b"12")
    program.stdin.flush()
    _wait_until_read(program.stdin.fileno())
    program.send_signal(number)
    _, said = program.communicate(b"\n", timeout=30)

    assert program.returncode == 1
    assert b"stdin must contain six digits and nothing else, but contained 2 digits" in said


def _wait_until_read(pipe: int) -> None:
    """Wait until a pipe is empty."""
    while struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4)) != (0,):
        time.sleep(0.01)
