"""Which users may read and change the program's files, by Windows' lists of them."""

from __future__ import annotations

import getpass
import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from real.windows.machine import NATIVE

if TYPE_CHECKING:
    from pathlib import Path

    from real.windows.conftest import Seat

EVERYBODY = "*S-1-1-0"


def let_others(path: Path, *, change: bool) -> None:
    """Let everyone read, or change, a file or folder; Wine derives the list from its Unix mode."""
    if not NATIVE:
        path.chmod(path.stat().st_mode | (0o007 if change else 0o004))
        return
    inherited = "(OI)(CI)" if path.is_dir() else ""
    granted = f"{EVERYBODY}:{inherited}{'F' if change else 'R'}"
    subprocess.run(["icacls", str(path), "/grant", granted], check=True, capture_output=True)


def let_nobody_else(path: Path) -> None:
    if not NATIVE:
        path.chmod(0o700 if path.is_dir() else 0o600)


_NAMES = re.compile(r"([^\\\s][^\\\n]*\\[^\\:\n]+|Everyone):\(")

_WRITE = """
import os, sys
from aws_session.storage import file_writing, files
place = {"AWS_SESSION_CACHE": sys.argv[1], "LOCALAPPDATA": sys.argv[2]}
print(file_writing.write(place, "kept/one", "text"), files.read(place, "kept/one"))
print(file_writing.unwritable(place) == sys.argv[1] + " can be changed by other users")
"""


def written(seat: Seat, folder: Path, profile: Path) -> list[str]:
    path = seat.windows.path
    done = seat.run("-c", _WRITE, path(folder), path(profile), program=seat.windows.python)
    assert (done.stderr, done.returncode) == (b"", 0)
    return done.stdout.decode().splitlines()


def test_a_named_folder_is_used_as_long_as_no_one_else_may_change_it(seat: Seat) -> None:
    folder, profile = seat.place.folder / "named", seat.home / "AppData" / "Local"
    folder.mkdir()
    let_nobody_else(folder)
    mine = written(seat, folder, profile)
    let_others(folder, change=False)
    seen = written(seat, folder, profile)
    let_others(folder, change=True)
    changed = written(seat, folder, profile)

    assert mine == seen == ["True text", "False"]
    assert changed == ["False None", "True"]


def test_an_administrator_may_grant_access_to_profiles(seat: Seat) -> None:
    profile = seat.home / "AppData" / "Local"
    folder = profile / "aws-session"
    folder.mkdir()
    let_others(folder, change=True)

    assert written(seat, folder, profile) == ["True text", "False"]


_FOUND = """
import sys
from aws_session.storage import files
print(*map(files.is_open_to_others, sys.argv[1:]))
"""


def test_a_file_is_open_to_others_where_they_may_read_it(seat: Seat) -> None:
    mine, theirs = seat.place.folder / "mine", seat.place.folder / "theirs"
    for file in (mine, theirs):
        file.touch()
        let_nobody_else(file)
    let_others(theirs, change=False)
    files = (*map(seat.windows.path, (mine, theirs)), "C:\\nowhere")

    done = seat.run("-c", _FOUND, *files, program=seat.windows.python)

    assert done.stdout.split() == [b"False", b"True", b"False"]


def test_doctor_says_how_a_file_of_keys_is_closed(seat: Seat) -> None:
    keys = seat.home / ".aws" / "credentials"
    let_others(keys, change=False)

    done = seat.run("doctor", "--json", environ={"USERNAME": "alice"})

    path = seat.windows.path(keys)
    (found,) = (each for each in json.loads(done.stdout) if each["check"] == "files")
    assert found["what"] == f"{path} is readable by other users"
    # Wine has its own name for the current user.
    assert found["remedy"] in {
        f'icacls "{path}" /inheritance:r /grant:r "{user}:F"'
        for user in ("alice", getpass.getuser())
    }


@pytest.mark.skipif(not NATIVE, reason="Wine's icacls says nothing")
def test_icacls_lists_no_other_user_for_what_the_program_writes(seat: Seat) -> None:
    done = seat.run("--keep", "--code", seat.place.fresh_code(), "--shell", "cmd")
    assert done.returncode == 0, done.stderr.decode()
    folder = seat.home / "AppData" / "Local" / "aws-session"
    files = [folder, *folder.rglob("*")]
    found = set()
    for file in files:
        told = subprocess.run(["icacls", str(file)], capture_output=True, text=True, check=True)
        found |= set(_NAMES.findall(told.stdout.replace(str(file), "")))
    seat.run("end", "--all", "--shell", "cmd")
    user = subprocess.run(["whoami"], capture_output=True, text=True, check=True).stdout.strip()

    assert len(files) > 1
    assert {name.strip().lower() for name in found} <= {
        "nt authority\\system",
        "builtin\\administrators",
        user.lower(),
    }
