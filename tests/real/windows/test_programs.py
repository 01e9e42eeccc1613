"""What `exec` and `sandbox -- COMMAND` start on Windows, and the exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from real.windows.conftest import Seat

FOREIGN = {
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLEEXAMPLE00",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
}
"""Another tool's session, so that no code is asked for."""

_STATUS = """
import json, os, subprocess, sys
done = subprocess.run(json.loads(sys.argv[1]), capture_output=True)
print(json.dumps([done.returncode, done.stdout.decode(), done.stderr.decode()]))
"""
_SHOW = "import json, sys; print(json.dumps(sys.argv[1:]))"


def executed(seat: Seat, *words: str, path: Path | None = None) -> tuple[int, str, str]:
    """Run a command with `exec` and return its full status, stdout and stderr."""
    program = seat.windows.path(seat.windows.program)
    folders = [seat.windows.path(seat.windows.scripts), seat.windows.system]
    if path is not None:
        folders.insert(0, seat.windows.path(path))
    done = seat.run(
        "-c", _STATUS, json.dumps([program, "exec", "--", *words]),
        program=seat.windows.python,
        environ={**FOREIGN, "PATH": ";".join(folders)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    status, out, err = json.loads(done.stdout)
    return status, out.replace("\r\n", "\n"), err.replace("\r\n", "\n")


def batch_file(seat: Seat, name: str) -> Path:
    """Make a batch file that shows the arguments of a program that it starts."""
    folder = seat.home / "sp ace"
    folder.mkdir(exist_ok=True)
    shown = folder / "show.py"
    shown.write_text(_SHOW, "utf-8")
    python, script = seat.windows.path(seat.windows.python), seat.windows.path(shown)
    (folder / name).write_bytes(f'@"{python}" "{script}" %*\r\n'.encode())
    return folder


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("sys.exit(0)", 0),
        ("sys.exit(3)", 3),
        ("os._exit(-1)", 0xFFFF_FFFF),
        ("ctypes.windll.kernel32.ExitProcess(ctypes.c_uint(0xC000013A))", 0xC000_013A),
        ("ctypes.windll.kernel32.ExitProcess(ctypes.c_uint(0xC0000005))", 0xC000_0005),
    ],
)
def test_the_status_is_the_programs_whole(seat: Seat, code: str, status: int) -> None:
    python = seat.windows.path(seat.windows.python)

    found = executed(seat, python, "-c", f"import ctypes, os, sys; {code}")

    assert found == (status, "", "")


@pytest.mark.parametrize("suffix", ["cmd", "bat"])
def test_a_batch_file_is_found_by_its_bare_name_and_gets_its_arguments_whole(
    seat: Seat, suffix: str
) -> None:
    folder = batch_file(seat, f"shown.{suffix}")
    words = ["a b", "x&y|z", "^caret", "wow!", "--f=1,2;3", "", "<in>", "(x86)", "C:\\my dir\\"]

    status, out, err = executed(seat, "shown", *words, path=folder)

    assert (status, err) == (0, "")
    assert json.loads(out) == words


@pytest.mark.parametrize("argument", ['a"&echo INJECTED', "%PATH:~0,3%", "100%"])
def test_what_a_batch_file_cannot_be_given_is_refused_and_nothing_runs(
    seat: Seat, argument: str
) -> None:
    folder = batch_file(seat, "shown.cmd")

    assert executed(seat, "shown", argument, path=folder) == (
        126,
        "",
        (
            "aws-session: error: shown cannot be run like this: a batch file cannot be given "
            "an argument with a double quote or a percent sign\n"
            "  run the program that this batch file runs, or leave out that argument\n"
        ),
    )


def test_a_program_is_not_looked_for_in_the_current_folder(seat: Seat) -> None:
    folder = batch_file(seat, "shown.cmd")
    (seat.place.folder / "shown.cmd").write_bytes((folder / "shown.cmd").read_bytes())

    status, _, err = executed(seat, "shown")

    assert status == 127
    assert err == "aws-session: error: shown: not found\n  check its name and the PATH\n"


def test_a_cmd_command_is_reported_as_one(seat: Seat) -> None:
    assert executed(seat, "dir") == (
        127,
        "",
        (
            "aws-session: error: dir is a cmd command, not a program\n"
            "  run it with cmd: -- cmd /c dir\n"
        ),
    )


def test_a_powershell_script_is_reported_as_one(seat: Seat) -> None:
    script = seat.place.folder / "x.ps1"
    script.write_text("exit 0\n")

    status, out, err = executed(seat, seat.windows.path(script))

    path = seat.windows.path(script)
    assert (status, out) == (126, "")
    assert err == (
        f"aws-session: error: {path} is a PowerShell script, not a program\n"
        f"  run it with PowerShell: -- powershell -File {path}\n"
    )


def test_the_sandbox_runs_a_command_with_its_status(seat: Seat) -> None:
    done = seat.run("sandbox", "--", "cmd", "/c", "echo %AWS_ENDPOINT_URL%& exit 7")

    assert done.returncode == 7
    assert done.stdout.startswith(b"http://127.0.0.1:")
    assert done.stderr == b""


def test_the_sandbox_leaves_nothing_behind(seat: Seat) -> None:
    seat.run("sandbox", "--", "cmd", "/c", "exit 0")

    assert not list((seat.home / "Temp").iterdir())


def test_a_sandbox_without_the_program_says_so(seat: Seat) -> None:
    done = seat.run("sandbox", "--", "nosuch")

    assert done.returncode == 127
    assert done.stderr.decode().splitlines() == [
        "aws-session: error: nosuch: not found",
        "  check its name and the PATH",
    ]


def shown(seat: Seat, program: Path | str | None, *words: str, path: str | None = None) -> str:
    """Return the line with which a tool's profile calls this program."""
    environ = {} if path is None else {"PATH": path}
    done = seat.run("process", *words, "--show", "tool", program=program, environ=environ)
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    return next(line for line in lines if line.startswith("credential_process"))


def test_a_profile_asks_the_program_that_was_started_wherever_it_lies(seat: Seat) -> None:
    folder = seat.home / "sp ace"
    folder.mkdir()
    moved = folder / "aws-session.exe"
    moved.write_bytes(seat.windows.program.read_bytes())

    line = shown(seat, moved, "prod", "Admin", path=seat.windows.system)

    path = seat.windows.path(moved)
    assert line == f'credential_process = "{path}" process prod Admin --profile default'


def test_a_name_that_cmd_would_read_as_commands_is_quoted(seat: Seat) -> None:
    line = shown(seat, None, "R&D", "Admin")

    path = seat.windows.path(seat.windows.program)
    assert line == f'credential_process = {path} process "R&D" Admin --profile default'
