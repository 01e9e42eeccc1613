"""What a shell's function on Windows reads through the launcher that an installer makes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from real.init.loading import LOAD
from real.windows.machine import NATIVE

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_AS_POWERSHELL = """
import json, msvcrt, os, subprocess, sys
program, report, *words = sys.argv[1:]
read, write = os.pipe()
handle = msvcrt.get_osfhandle(write)
os.set_handle_inheritable(handle, True)
environ = os.environ | {"AWS_SESSION_SHELL": "powershell", "AWS_SESSION_EMIT_FD": str(handle)}
done = subprocess.run([program, *words], env=environ, close_fds=False, capture_output=True)
os.close(write)
with open(read, encoding="utf-8") as emitted, open(report, "w", encoding="utf-8") as file:
    json.dump([done.returncode, emitted.read(), done.stdout.decode(), done.stderr.decode()], file)
"""


def through_a_handle(seat: Seat, *words: str) -> tuple[int, str, str, str]:
    """Run the launcher as the function of PowerShell does; return status, code, data, messages."""
    report = seat.place.folder / "report"
    path, program = seat.windows.path(report), str(seat.windows.program)
    done = seat.run("-c", _AS_POWERSHELL, program, path, *words, program=seat.windows.python)
    assert done.returncode == 0, done.stderr.decode()
    status, code, data, said = json.loads(report.read_text(encoding="utf-8"))
    return status, code, data, said.replace("\r", "")


def test_code_comes_through_the_handle_and_data_through_stdout(seat: Seat) -> None:
    status, code, data, said = through_a_handle(seat, "region", "eu-west-1")

    assert (status, data, said) == (0, "", "aws-session: region eu-west-1\n")
    assert "$Env:AWS_DEFAULT_REGION='eu-west-1';" in code


def test_data_is_not_taken_for_code(seat: Seat) -> None:
    status, code, data, said = through_a_handle(seat, "version")

    assert (status, code, said) == (0, "", "")
    assert data.startswith("aws-session ")


def test_what_fails_says_so_through_the_handle_too(seat: Seat) -> None:
    status, code, data, said = through_a_handle(seat, "region", "no region")

    assert (status, data) == (2, "")
    assert said.startswith("aws-session: error: 'no region' is not a valid region\n")
    assert code.startswith("$global:LASTEXITCODE=2;")
    assert "-ErrorAction Stop" in code


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("region eu-west-1", 'set "AWS_DEFAULT_REGION=eu-west-1"'),
        ("version", '"PROGRAM" "version"'),
        ("exec -- cmd /c exit 5", '"PROGRAM" "exec" "--" "cmd" "/c" "exit" "5"'),
    ],
)
def test_cmds_macro_reads_code_and_what_it_is_to_run(seat: Seat, words: str, wanted: str) -> None:
    environ = {"AWS_SESSION_SHELL": "cmd", "AWS_SESSION_EMIT_FD": "1"}

    done = seat.run(*words.split(), environ=environ)

    program = seat.windows.path(seat.windows.program)
    lines = done.stdout.decode().lower().splitlines()
    assert wanted.replace("PROGRAM", program).lower() in lines


_IN_POWERSHELL = """
$ErrorActionPreference = 'Continue'
LOAD
function note($what) { $script:found += , $what }
$script:found = @()
aws-session region eu-west-1
note $Env:AWS_DEFAULT_REGION
note ([string](aws-session version))
aws-session nosuch
note $LASTEXITCODE
aws-session exec -- cmd /c 'exit 5'
note $LASTEXITCODE
note ([bool]$Env:AWS_SESSION_EMIT_FD)
aws-session end
note ([bool]$Env:AWS_DEFAULT_REGION)
[System.IO.File]::WriteAllText('REPORT', (ConvertTo-Json $script:found))
"""


@pytest.mark.skipif(not NATIVE, reason="there is no PowerShell for Windows under Wine")
@pytest.mark.parametrize("name", ["powershell", "pwsh"])
def test_windows_powershell_and_the_newer_one_load_and_run_the_function(
    seat: Seat, name: str
) -> None:
    shell = shutil.which(name)
    assert shell
    report, script = seat.place.folder / "report", seat.place.folder / "day.ps1"
    text = _IN_POWERSHELL.replace("LOAD", LOAD["powershell"])
    script.write_text(text.replace("REPORT", str(report)), encoding="ascii")
    foreign = {
        "AWS_ACCESS_KEY_ID": "ASIAEXAMPLEEXAMPLE00",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "token",
    }

    done = seat.run(
        "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", str(script),
        program=Path(shell), environ=foreign,
    )  # fmt: skip

    assert report.exists(), done.stderr.decode(errors="replace")
    region, version, *rest = json.loads(report.read_text(encoding="utf-8"))
    assert region == "eu-west-1"
    assert version.startswith("aws-session ")
    assert rest == [2, 5, False, False], done.stderr.decode(errors="replace")
