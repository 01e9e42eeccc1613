"""What people at Windows are told, in the words of the shell that asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.windows.conftest import Seat


def asked_in(seat: Seat, shell: str, line: str, **environ: str) -> str:
    """Return what is written where cmd asks, or what is PowerShell for all that is known."""
    words: tuple[str, ...] = tuple(line.split())
    program = None
    if shell == "cmd":
        script = seat.home / "mine.cmd"
        program = seat.windows.path(seat.windows.program)
        script.write_bytes(f'@"{program}" {line}\r\n'.encode())
        words, program = ("/c", seat.windows.path(script)), "cmd"
    done = seat.run(*words, program=program, environ=environ)
    return (done.stdout or done.stderr).decode()


def test_the_path_of_the_settings_can_be_used(seat: Seat) -> None:
    done = seat.run("config", "--path")

    path = seat.home / "AppData" / "Roaming" / "aws-session" / "config.toml"
    assert done.stdout.decode().splitlines() == [seat.windows.path(path)]


@pytest.mark.parametrize(
    ("shell", "line"),
    [("cmd", 'set "AWS_SECURITY_TOKEN="'), ("powershell", "$Env:AWS_SECURITY_TOKEN = $null")],
)
def test_doctor_unsets_a_variable_as_its_shell_does(seat: Seat, shell: str, line: str) -> None:
    said = asked_in(seat, shell, "doctor --json --offline", AWS_SECURITY_TOKEN="left")

    remedies = [found["remedy"] or "" for found in json.loads(said)]
    assert line in [remedy.partition(": ")[2] or remedy for remedy in remedies]


def test_help_on_the_function_shows_the_lines_of_cmd_and_powershell(seat: Seat) -> None:
    shown = {shell: asked_in(seat, shell, "help init") for shell in ("cmd", "powershell")}

    assert """for /f "delims=" %i in ('aws-session init cmd') do @%i""" in shown["cmd"]
    assert "${function:AwsSessionInit} = aws-session init powershell" in shown["powershell"]


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("cmd", """for /f "delims=" %i in ('aws-session pose "R&D O'Brien" Admin') do @%i"""),
        ("powershell", "iex (aws-session pose 'R&D O''Brien' Admin)"),
    ],
)
def test_a_line_to_type_has_the_quotes_of_its_shell(seat: Seat, shell: str, line: str) -> None:
    environ = {"AWS_SESSION_SHELL": shell}
    with seat.console("pose", "R&D O'Brien", "Admin", environ=environ, size=(150, 40)) as console:
        assert console.wait() == 2
        assert line in console.text


_TO_NUL = """
import os, subprocess, sys
for words in (["help"], ["doctor", "--offline"], ["status"], ["accounts"]):
    with open(os.devnull, "wb") as nul:
        done = subprocess.run([sys.argv[1], *words], stdout=nul, stderr=subprocess.PIPE)
    print(words[0], done.returncode, b"bug" in done.stderr, flush=True)
"""


def test_tables_may_be_thrown_away(seat: Seat) -> None:
    program = str(seat.windows.program)
    with seat.console("-c", _TO_NUL, program, program=seat.windows.python) as console:
        console.wait()

        said = [line.split()[1:] for line in console.text.splitlines() if line[:1].isalpha()]
        assert len(said) == 4
        assert all(status in {"0", "1"} and bug == "False" for status, bug in said), console.text


def test_a_variable_for_the_label_is_given_back_whatever_its_letters_are(seat: Seat) -> None:
    settings = seat.home / "settings.toml"
    settings.write_text('label_variables = ["Awsume_Profile"]\n')
    environ = {"AWS_SESSION_CONFIG": seat.windows.path(settings), "AWSUME_PROFILE": "mine"}
    code = seat.place.fresh_code()

    begun = seat.run("--code", code, "--shell", "cmd", environ=environ)
    lines = [line for line in begun.stdout.decode().splitlines() if line.startswith('set "')]
    session = dict(line[len('set "') : -1].split("=", 1) for line in lines)
    ended = seat.run("end", "--shell", "cmd", environ=environ | session)

    assert session["AWSUME_PROFILE"] == "alice@111122223333"
    assert 'set "AWSUME_PROFILE=mine"' in ended.stdout.decode().splitlines()


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""], ids=["marked", "plain"])
def test_a_policy_may_have_the_mark_of_notepad(seat: Seat, mark: bytes) -> None:
    policy = seat.home / "policy.json"
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policy.write_bytes(mark + json.dumps(document).encode())

    done = seat.run(
        "pose", "prod", "OrganizationAccountAccessRole",
        "--policy", seat.windows.path(policy), "--code", seat.place.fresh_code(), "--shell", "cmd",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr.decode()
