"""What a program that ours starts inherits: the signals and limits that ours was given."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aws_session.sandbox import faults
from real.journeys.place import Place, Sitting
from real.shells.interpreters import bare_environment

LOOK = """
import re, resource, sys
told = open("/proc/self/status").read()
signals = re.findall(r"^(?:SigIgn|SigCgt):.*", told, re.M)
memory = open("/proc/self/coredump_filter").read()
limits = resource.getrlimit(resource.RLIMIT_CORE)
open(sys.argv[1], "w").write(f"{signals} {memory} {limits}")
"""
"""Python itself catches and ignores a few, which is the same for all."""

IGNORED = (signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR2, signal.SIGTSTP, signal.SIGRTMAX)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def usual() -> None:
    """Set only a core limit."""
    resource.setrlimit(resource.RLIMIT_CORE, (4096, resource.RLIM_INFINITY))


def unusual() -> None:
    """Set what a supervisor or `nohup` may set."""
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    Path("/proc/self/coredump_filter").write_text("0x7f")
    resource.setrlimit(resource.RLIMIT_CORE, (8192, 65_536))


@pytest.fixture(params=[usual, unusual])
def give(request: pytest.FixtureRequest) -> Callable[[], None]:
    given: Callable[[], None] = request.param
    return given


@pytest.fixture
def look(place: Place) -> str:
    """A program that records what it inherited."""
    program = place.folder / "look"
    program.write_text(f"#!{sys.executable}\n{LOOK}")
    program.chmod(0o700)
    return str(program)


def _run(
    place: Place, give: Callable[[], None], *words: str, **environ: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        words,
        env=bare_environment(place.home) | place.environ | environ,
        cwd=place.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        preexec_fn=give,
        start_new_session=True,
        timeout=60,
        check=False,
    )


def _seen(place: Place) -> str:
    return (place.folder / "seen").read_text()


@pytest.fixture
def given(place: Place, give: Callable[[], None], look: str) -> str:
    """What the program inherits without ours in between."""
    _run(place, give, look, "direct")
    return (place.folder / "direct").read_text()


def _held(sitting: Sitting) -> dict[str, str]:
    assert sitting.enter(f"aws-session {sitting.place.fresh_code()}") == 0
    return {n: os.fsdecode(v) for n, v in sitting.environ.items() if n[:4] == "AWS_"}


def test_exec_passes_on_what_it_was_given(
    place: Place, sitting: Sitting, give: Callable[[], None], look: str, given: str
) -> None:
    held = _held(sitting)
    _run(place, give, "aws-session", "exec", "--", look, "seen", **held)

    assert _seen(place) == given


def test_the_sandbox_passes_on_what_it_was_given(
    place: Place, give: Callable[[], None], look: str, given: str
) -> None:
    _run(place, give, "aws-session", "sandbox", "--", look, "seen")

    assert _seen(place) == given


def test_an_editor_gets_what_was_given(
    place: Place, give: Callable[[], None], look: str, given: str
) -> None:
    _run(place, give, "aws-session", "config", EDITOR=f"sh -c '{look} seen'")

    assert _seen(place) == given


def test_a_browser_gets_what_was_given(
    place: Place, sitting: Sitting, give: Callable[[], None], look: str, given: str
) -> None:
    held = _held(sitting)
    browser = f"sh -c '{look} seen; exit 1'"
    # As in our function, where Ctrl-Z is ignored.
    script = 'AWS_SESSION_EMIT_FD=9 aws-session console 9>emitted "$@"'
    words = ("sh", "-c", script, "sh", "210987654321", "Admin")
    _run(place, give, *words, **held, BROWSER=browser)

    assert _seen(place) == given


def test_a_program_that_prints_codes_gets_what_was_given_but_never_stops(
    place: Place, give: Callable[[], None], look: str, given: str
) -> None:
    def give_and_never_stop() -> None:
        give()
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)

    _run(place, give_and_never_stop, look, "direct")
    command = f"{look} seen; echo {place.fresh_code()}"
    done = _run(place, give, "aws-session", "--shell", "bash", AWS_SESSION_MFA_COMMAND=command)

    assert done.returncode == 0, done.stderr
    assert _seen(place) == (place.folder / "direct").read_text()


@pytest.mark.parametrize("words", [("--code", "-"), ("--code", "123456")])
def test_while_it_runs_nothing_is_dumped(place: Place, words: tuple[str, ...]) -> None:
    """A crash leaves no file even if the limit allows it, and gives no secret to a dump program."""
    place.company.cloud.faults.add("GetCallerIdentity", faults.Slow(20))
    program = subprocess.Popen(
        ["aws-session", *words],
        env=bare_environment(place.home) | place.environ | {"AWS_SESSION_SHELL": "sh"},
        cwd=place.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=usual,  # noqa: PLW1509 - what it calls takes no lock
    )
    assert program.stderr
    assert program.stderr.readline()
    # It prints a message just before it calls AWS, and may not have called yet.
    patience = time.monotonic() + 10
    while (limit := _core_limit(program.pid)) != "0" and time.monotonic() < patience:
        time.sleep(0.02)
    memory = Path(f"/proc/{program.pid}/coredump_filter").read_text()
    program.send_signal(signal.SIGSEGV)
    program.communicate(timeout=30)

    assert program.returncode == -signal.SIGSEGV
    assert limit == "0"
    assert int(memory, 16) == 0
    assert list(place.folder.glob("core*")) == []


def _core_limit(pid: int) -> str:
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line.split()[4] for line in limits if "core file" in line)
