from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import seccomp
from aws_session.storage.lock import Lock

if TYPE_CHECKING:
    from pathlib import Path

HOLDING = """
import sys
from aws_session.storage.lock import Lock
turn = Lock({{"AWS_SESSION_CACHE": {cache!r}}}, "mark")
print(turn.take(), flush=True)
sys.stdin.readline()
{end}
"""


def holder(cache: Path, end: str = "turn.leave()") -> subprocess.Popen[str]:
    """Start another process that takes the turn and keeps it until it reads a line."""
    program = HOLDING.format(cache=str(cache), end=end)
    started = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "None\n"
    return started


def let_go(other: subprocess.Popen[str]) -> None:
    other.communicate("\n", timeout=30)


def turn(cache: Path, mark: str = "mark") -> Lock:
    return Lock({"AWS_SESSION_CACHE": str(cache)}, mark)


def test_one_holds_the_lock_and_others_learn_which(tmp_path: Path) -> None:
    with holder(tmp_path / "cache") as other:
        mine = turn(tmp_path / "cache")
        whose = mine.take()
        let_go(other)
        mine.wait()
        taken = mine.take()
        mine.leave()

    assert whose is not None
    assert f"process {other.pid}" in whose
    assert taken is None


def test_two_things_have_two_locks(tmp_path: Path) -> None:
    with holder(tmp_path / "cache") as other:
        mine = turn(tmp_path / "cache", "another")
        taken = mine.take()
        mine.leave()
        let_go(other)

    assert taken is None


def test_a_dead_holder_does_not_block(tmp_path: Path) -> None:
    with holder(tmp_path / "cache") as other:
        other.kill()
        other.wait()
        mine = turn(tmp_path / "cache")
        mine.wait()
        taken = mine.take()
        mine.leave()

    assert taken is None


def test_waiting_ends_when_the_holder_leaves(tmp_path: Path) -> None:
    waiting = (
        "import sys; from aws_session.storage.lock import Lock\n"
        f"turn = Lock({{'AWS_SESSION_CACHE': {str(tmp_path / 'cache')!r}}}, 'mark')\n"
        "print(turn.take() is not None, flush=True)\n"
        "while (owner := turn.take()) is not None: turn.wait()\n"
        "print(owner)"
    )
    with holder(tmp_path / "cache") as other:
        waiter = subprocess.Popen(
            [sys.executable, "-c", waiting], stdout=subprocess.PIPE, text=True
        )
        assert waiter.stdout is not None
        assert waiter.stdout.readline() == "True\n"
        assert waiter.poll() is None
        let_go(other)
        rest, _ = waiter.communicate(timeout=30)

    assert rest == "None\n"


def test_waiting_ends_after_a_second(tmp_path: Path) -> None:
    with holder(tmp_path / "cache") as other:
        mine = turn(tmp_path / "cache")
        begun = time.monotonic()
        mine.wait()
        took, owner = time.monotonic() - begun, mine.take()
        let_go(other)
        mine.leave()

    assert took > 1
    assert owner is not None


def test_without_a_folder_for_files_there_is_nothing_to_wait_for(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    mine = turn(blocked / "cache")

    assert mine.take() is None
    mine.wait()
    mine.leave()


@pytest.mark.skipif(not seccomp.locks_can_be_refused(), reason="locks cannot be refused here")
@pytest.mark.parametrize("error", ["ENOLCK", "ENOSYS", "EOPNOTSUPP", "EPERM"])
def test_on_a_file_system_without_locks_there_is_nothing_to_wait_for(
    tmp_path: Path, error: str
) -> None:
    code = (
        "import sys, time; from aws_session.storage.lock import Lock, alone\n"
        "environ = {'AWS_SESSION_CACHE': sys.argv[1]}; start = time.monotonic()\n"
        "turn = Lock(environ, 'mark'); print(turn.take()); turn.wait(); turn.leave()\n"
        "with alone(environ, 'store', 15) as is_alone: print(is_alone)\n"
        "print(time.monotonic() - start < 10)"
    )
    done = subprocess.run(
        [*seccomp.words(error, "flock"), sys.executable, "-c", code, str(tmp_path / "cache")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == ("None\nFalse\nTrue\n", "")


def test_the_file_names_the_holder_and_nothing_else(tmp_path: Path) -> None:
    mine = turn(tmp_path / "cache")
    mine.take()
    file = tmp_path / "cache" / "turns" / "mark"
    said, mode = file.read_text(), file.stat().st_mode & 0o777
    mine.leave()

    assert said.startswith("process ")
    assert mode == 0o600
    assert file.read_text() == ""
