from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from aws_session.shells import subshell

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = (
    "import os, sys; from aws_session.shells import subshell; sys.platform = {!r}; "
    "pid = int(sys.argv[1]); print(subshell.is_one(pid), subshell.is_captured(1, pid))"
)


@pytest.fixture(params=["linux", "darwin"])
def program(request: pytest.FixtureRequest) -> str:
    """Return a line that asks, as on Linux and as on a system without /proc."""
    if request.param == "linux" and sys.platform != "linux":
        pytest.skip("there is no /proc here")
    return f'{sys.executable} -c "{PROGRAM.format(request.param)}"'


def answer(script: str, folder: Path) -> list[str]:
    done = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, cwd=folder, check=True, timeout=60
    )
    return done.stdout.split()


def test_the_shell_itself_is_not_part_of_it(program: str, tmp_path: Path) -> None:
    caught = answer(f"x=$({program} $$; :); echo $x > caught; {program} $$; :", tmp_path)

    assert caught[0] == "False"


def test_a_substitution_is_a_captured_part(program: str, tmp_path: Path) -> None:
    # Our function adds a process between the program and its shell.
    found = answer(f"x=$( ( {program} $$; : ); : ); echo $x", tmp_path)

    assert found == ["True", "True"]


def test_what_goes_to_a_file_is_not_captured(program: str, tmp_path: Path) -> None:
    answer(f"( ( {program} $$ > found; : ); : ); :", tmp_path)

    assert (tmp_path / "found").read_text().split() == ["True", "False"]


def test_a_pipe_to_another_program_is_not_a_substitution(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("it is taken for one where there is no /proc")
    program = f'{sys.executable} -c "{PROGRAM.format("linux")}"'
    found = answer(f"( ( {program} $$; : ); : ) | cat", tmp_path)

    assert found == ["True", "False"]


def test_a_shell_that_is_not_an_ancestor_counts_as_captured() -> None:
    read_end, write_end = os.pipe()
    try:
        assert subshell.is_captured(write_end, 1 << 30)
    finally:
        os.close(read_end)
        os.close(write_end)
