"""Which shell is detected on Windows, from the ancestor processes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_FIND = "from aws_session.shells import detect as d; print(d.find({'SHELL': '/bin/zsh'}))"
_BELOW = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"


def found_below(seat: Seat, *chain: str, script: str = "") -> str:
    """Return the dialect detected below programs that start each other, all copies of Python."""
    home, python = seat.home, seat.windows.path(seat.windows.python)
    file = home / (script or "aws-session.cmd")
    (home / "find.py").write_text(_FIND, "utf-8")
    file.write_bytes(f'@"{python}" "{seat.windows.path(home / "find.py")}"\r\n'.encode())
    path = seat.windows.path(file)
    words: list[str] = ["cmd", "/c", path] if "cmd" in chain[-1:] else [python, f"{path}"]
    if chain[-1] != "cmd":
        words = [python, seat.windows.path(home / "find.py")]
    for name in reversed([name for name in chain if name != "cmd"]):
        made = seat.windows.python.with_name(f"{name}.exe")
        if not made.exists():
            shutil.copy(seat.windows.python, made)
        words = [seat.windows.path(made), "-c", _BELOW, *words]
    done = seat.run(*words[1:], program=words[0])
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


@pytest.mark.parametrize("name", ["pwsh", "nu", "bash"])
def test_the_nearest_shell_asks(seat: Seat, name: str) -> None:
    expected = {"pwsh": "powershell"}.get(name, name)

    assert found_below(seat, "fish", name) == expected


def test_a_cmd_that_only_runs_this_program_is_passed(seat: Seat) -> None:
    assert found_below(seat, "nu", "cmd") == "nu"


def test_a_cmd_that_runs_a_script_asks(seat: Seat) -> None:
    assert found_below(seat, "nu", "cmd", script="other.cmd") == "cmd"


def test_where_only_a_cmd_is_above_it_asks(seat: Seat) -> None:
    assert found_below(seat, "python-launcher", "cmd") == "cmd"


def test_no_inherited_variable_decides(seat: Seat) -> None:
    assert found_below(seat, "python-launcher") == "powershell"


def test_a_younger_process_with_a_parents_number_is_not_a_parent(seat: Seat) -> None:
    code = (
        "from aws_session.shells import windows as w\n"
        "mine = w.os.getpid()\n"
        "w._processes = lambda: {mine: (4, 'python.exe'), 4: (8, 'pwsh.exe')}\n"
        "for born in ({mine: 5, 4: 6}, {mine: 6, 4: 5}, {mine: 6, 4: 0}):\n"
        "    w._born = born.get\n"
        "    print([name for _, name in w.ancestors()])\n"
    )

    done = seat.run("-c", code, program=seat.windows.python)

    assert done.stdout.decode().splitlines() == ["[]", "['pwsh.exe']", "['pwsh.exe']"]
