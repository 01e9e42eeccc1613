"""Files on Windows: open in other processes, with byte order marks, with its kinds of names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_HELD = """
import sys, threading, time
from aws_session.storage import file_writing, files
place = {"AWS_SESSION_CACHE": sys.argv[1]}
print(file_writing.write(place, "kept/one", "old"))
held = open(sys.argv[1] + r"\\kept\\one")
seconds = float(sys.argv[2])
threading.Timer(seconds, held.close).start()
begun = time.monotonic()
print(file_writing.write(place, "kept/one", "new"), files.read(place, "kept/one"))
print(time.monotonic() - begun > min(seconds, 1) - 0.1)
held.close()
file_writing.remove(place, "kept/one")
print(files.read(place, "kept/one"))
"""

_LEFT = """
import os, sys, time
from aws_session.storage import file_writing, files
place = {"AWS_SESSION_CACHE": sys.argv[1]}
file_writing.write(place, "one", "old")
left = os.path.join(sys.argv[1], "one.1-00000000.part")
held = open(left, "w")
os.utime(left, (0, 0))
print(file_writing.write(place, "one", "new"), files.read(place, "one"))
held.close()
print(file_writing.write(place, "one", "newer"), os.path.exists(left))
"""


def python(seat: Seat, code: str, *words: str, **environ: str) -> list[str]:
    done = seat.run("-c", code, *words, program=seat.windows.python, environ=environ)
    assert (done.stderr, done.returncode) == (b"", 0)
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize(
    ("seconds", "written"), [("0.5", "True new"), ("9", "False old")], ids=["soon", "for long"]
)
def test_a_file_that_another_process_holds_open_is_written_afterwards(
    seat: Seat, seconds: str, written: str
) -> None:
    folder = seat.windows.path(seat.home / "cache")

    assert python(seat, _HELD, folder, seconds) == ["True", written, "True", "None"]


def test_an_abandoned_file_that_is_open_elsewhere_does_not_matter(seat: Seat) -> None:
    found = python(seat, _LEFT, seat.windows.path(seat.home / "cache"))

    assert found == ["True new", "True False"]


def test_settings_with_the_mark_of_notepad_are_read(seat: Seat) -> None:
    settings = seat.home / "settings.toml"
    settings.write_bytes(b'\xef\xbb\xbflabel_variables = ["Awsume_Profile"]\r\n')
    code = (
        "import os\nfrom aws_session.config import settings_file\n"
        "print(settings_file.read(dict(os.environ)).label_variables)"
    )

    # The names of Windows' variables are not case-sensitive.
    found = python(seat, code, AWS_SESSION_CONFIG=seat.windows.path(settings))

    assert found == ["('AWSUME_PROFILE',)"]


def test_settings_in_utf_16_are_named(seat: Seat) -> None:
    settings = seat.home / "settings.toml"
    settings.write_text('region = "eu-west-1"\n', "utf-16")
    path = seat.windows.path(settings)

    done = seat.run("config", "--check", environ={"AWS_SESSION_CONFIG": path})

    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[0] == (
        f"aws-session: error: {path}, line 1: not UTF-8 text, but UTF-16 with a byte order mark "
        "(BOM)"
    )


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_code_may_have_the_mark_of_powershell_before_it(seat: Seat, mark: bytes) -> None:
    code = seat.place.fresh_code().encode()

    done = seat.run("--code", "-", "--shell", "cmd", typed=mark + code + b"\r\n")

    assert done.returncode == 0, done.stderr.decode()
    assert b'set "AWS_SESSION_TOKEN=' in done.stdout


def test_the_time_is_local_whatever_cygwin_calls_the_zone(seat: Seat) -> None:
    code = "from aws_session.terminal import output; print(output.local_time(1_700_000_000))"

    assert python(seat, code, TZ="Europe/Berlin")[0].endswith("14 Nov 23:13")


def test_a_path_of_a_unix_shell_is_not_a_place_for_settings(seat: Seat) -> None:
    code = (
        "import json, os\nfrom aws_session import paths\n"
        "print(json.dumps([paths.settings(dict(os.environ)), paths.cache(dict(os.environ))]))"
    )
    unix = "/c/Users/alice/.config"

    found = python(seat, code, XDG_CONFIG_HOME=unix, XDG_CACHE_HOME=unix)

    roaming, local = (seat.home / "AppData" / name for name in ("Roaming", "Local"))
    assert json.loads(found[0]) == [
        seat.windows.path(roaming / "aws-session" / "config.toml"),
        seat.windows.path(local / "aws-session" / "Cache"),
    ]


def test_a_missing_credential_process_is_named(seat: Seat) -> None:
    config = seat.home / "config"
    config.write_text('[profile x]\ncredential_process = "C:\\no where\\kp.exe" --pin 12\n')
    done = seat.run(
        "pose", "prod", "Admin", "--profile", "x", "--shell", "cmd",
        environ={"AWS_CONFIG_FILE": seat.windows.path(config)},
    )  # fmt: skip

    assert done.returncode == 1
    assert b"the credential_process of profile 'x' cannot be run: " in done.stderr
    assert f"{seat.windows.path(config)}, line 2".encode() in done.stderr
    assert b"--pin" not in done.stderr
