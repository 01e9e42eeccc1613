"""Sessions in the Credential Manager, on Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from real.windows.conftest import Seat


def variables(text: bytes) -> dict[str, str]:
    lines = (line for line in text.decode().splitlines() if line.startswith('set "'))
    return dict(line[len('set "') : -1].split("=", 1) for line in lines)


def test_a_stored_session_is_resumed_in_another_shell_and_gone_after_end(seat: Seat) -> None:
    first = seat.run("--keep", "--code", seat.place.fresh_code(), "--shell", "cmd")
    assert first.returncode == 0, first.stderr.decode()
    resumed = seat.run("resume", "--shell", "powershell")
    ended = seat.run("end", "--all", "--shell", "cmd", environ=variables(first.stdout))
    after = seat.run("resume", "--shell", "cmd")

    key = variables(first.stdout)["AWS_ACCESS_KEY_ID"]
    assert f"$Env:AWS_ACCESS_KEY_ID='{key}'" in resumed.stdout.decode()
    assert b"Credential Manager" in first.stderr
    assert ended.returncode == 0, ended.stderr.decode()
    assert variables(after.stdout) == {}


def test_a_session_that_cannot_be_replaced_stays_stored(seat: Seat) -> None:
    """Its marker is open in another program."""
    first = seat.run("--keep", "--code", seat.place.fresh_code(), "--shell", "cmd")
    assert first.returncode == 0, first.stderr.decode()
    kept = seat.home / "AppData" / "Local" / "aws-session" / "Cache" / "kept"
    (marker,) = kept.iterdir()
    held = (
        "import subprocess, sys; held = open(sys.argv[1]); "
        "sys.exit(subprocess.run(sys.argv[2:]).returncode)"
    )
    second = seat.run(
        "-c", held, seat.windows.path(marker), seat.windows.path(seat.windows.program),
        "--keep", "--fresh", "--code", seat.place.fresh_code(), "--shell", "cmd",
        program=seat.windows.python,
    )  # fmt: skip
    resumed = seat.run("resume", "--shell", "cmd")
    seat.run("end", "--all", "--shell", "cmd")

    assert b"cannot be written" in second.stderr
    key = variables(first.stdout)["AWS_ACCESS_KEY_ID"]
    assert variables(resumed.stdout)["AWS_ACCESS_KEY_ID"] == key


_WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"


def test_a_command_asks_for_its_session_and_finds_the_files_as_they_were(seat: Seat) -> None:
    code = {"AWS_SESSION_MFA_COMMAND": f"echo {seat.place.fresh_code()}"}
    python = seat.windows.path(seat.windows.python)

    done = seat.run("exec", "--refresh", "prod", "Admin", "--", python, "-c", _WHO, environ=code)
    seat.run("end", "--all", "--shell", "cmd")

    assert done.returncode == 0, done.stderr.decode()
    assert b":assumed-role/Admin/" in done.stdout
    assert not list((seat.home / "Temp").iterdir())
