"""Where shells on Windows have their start-up files."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_PLACES = """
import os, sys
from aws_session import paths
paths._documents = lambda: sys.argv[1]
from aws_session.commands.doctor import local_checks
print([(place.shell, place.path) for place in local_checks.read(dict(os.environ)).functions])
"""


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("powershell", "Documents/PowerShell/Microsoft.PowerShell_profile.ps1"),
        ("powershell", "Documents/WindowsPowerShell/profile.ps1"),
        ("nu", "AppData/Roaming/nushell/config.nu"),
        ("elvish", "AppData/Roaming/elvish/rc.elv"),
    ],
)
def test_doctor_finds_the_function_where_the_shell_reads_it(
    seat: Seat, shell: str, file: str
) -> None:
    path = seat.home / file
    path.parent.mkdir(parents=True)
    path.write_text(f"aws-session init {shell}\n")

    done = seat.run(
        "-c", _PLACES, seat.windows.path(seat.home / "Documents"), program=seat.windows.python
    )

    found = ast.literal_eval(done.stdout.decode())
    assert (shell, seat.windows.path(path).lower()) in [(s, p.lower()) for s, p in found]


def test_the_documents_folder_is_windows_own(seat: Seat) -> None:
    code = "from aws_session import paths; print(paths._documents())"

    done = seat.run("-c", code, program=seat.windows.python)

    assert done.stdout.decode().strip()[1:3] == ":\\"
