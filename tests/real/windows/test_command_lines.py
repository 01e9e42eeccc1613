"""Command lines of the user's on Windows: for the code, for the editor, for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from real.windows.conftest import Seat

_CODE = """
import sys
from aws_session.errors import SessionError
from aws_session.processes import subprocesses
subprocesses._SECONDS = float(sys.argv[2])
begun = __import__("time").monotonic()
try:
    print(repr(subprocesses.code_from(sys.argv[1], dict(__import__("os").environ))))
except SessionError as error:
    print(error.message)
print(__import__("time").monotonic() - begun < 8)
"""
_EDIT = """
import os, sys
from aws_session.errors import SessionError
from aws_session.processes import subprocesses
try:
    subprocesses.edit(sys.argv[1], sys.argv[2], dict(os.environ))
except SessionError as error:
    print(error.message)
"""
_BROWSE = """
import os, sys
from aws_session.processes import browser
browser.show("https://signin.example/x", "prod/Admin", None, dict(os.environ))
"""
_FETCH = (
    "import http.client, sys, urllib.parse as u; at = u.urlsplit(sys.argv[-1]); "
    "line = http.client.HTTPConnection(at.netloc); line.request('GET', at.path); "
    "open(sys.argv[1], 'w').write(line.getresponse().headers['Location'])"
)


def in_windows(seat: Seat, code: str, *words: str, **environ: str) -> list[str]:
    done = seat.run("-c", code, *words, program=seat.windows.python, environ=environ)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


def batch_file(seat: Seat, name: str, code: str) -> Path:
    """Make a batch file, with spaces in its path, that runs Python code."""
    folder = seat.home / "sp ace"
    folder.mkdir(exist_ok=True)
    script = folder / f"{name}.py"
    script.write_text(code, "utf-8")
    file = folder / f"{name} x.cmd"
    python = seat.windows.path(seat.windows.python)
    file.write_bytes(f'@"{python}" "{seat.windows.path(script)}" %*\r\n'.encode())
    return file


@pytest.mark.parametrize("argument", ["", ' "a b" "c"'])
def test_the_command_for_a_code_may_have_quotes(seat: Seat, argument: str) -> None:
    file = batch_file(seat, "otp", "import sys; print(100000 + len(sys.argv))")

    found = in_windows(seat, _CODE, f'"{seat.windows.path(file)}"{argument}', "60")

    assert found == [repr(f"{100001 + 2 * bool(argument)}\r\n"), "True"]


def test_a_command_that_prints_no_code_in_time_is_ended_with_all_it_started(seat: Seat) -> None:
    gone = seat.home / "gone"
    file = batch_file(
        seat, "slow", f"import time; time.sleep(9); open({seat.windows.path(gone)!r}, 'w')"
    )

    found = in_windows(seat, _CODE, f'"{seat.windows.path(file)}" 1', "2")

    assert found[0].startswith("the MFA command (")
    assert found[0].endswith("printed no code for 2.0 s")
    assert found[1] == "True"
    in_windows(seat, "import time; time.sleep(9)")
    assert not gone.exists()


def test_a_command_that_fails_is_reported_with_its_status(seat: Seat) -> None:
    assert in_windows(seat, _CODE, "exit -1", "60")[0] == (
        "the MFA command (exit) failed with status -1"
    )


def test_an_editor_is_found_by_its_bare_name_and_may_have_words(seat: Seat) -> None:
    file = batch_file(seat, "ed", "import sys; open(sys.argv[-1], 'w').write(repr(sys.argv[1:-1]))")
    settings = seat.home / "set tings.toml"
    folder = seat.windows.path(file.parent)
    bare = file.with_name("code.cmd")
    bare.write_bytes(file.read_bytes())

    for editor in (f'"{seat.windows.path(file)}" --wait "a b"', 'code --wait "a b"'):
        settings.unlink(missing_ok=True)
        path = f"{folder};{seat.windows.system}"
        assert in_windows(seat, _EDIT, editor, seat.windows.path(settings), PATH=path) == []
        assert settings.read_text() == "['--wait', 'a b']"


def test_an_editor_with_an_open_quote_is_named(seat: Seat) -> None:
    assert in_windows(seat, _EDIT, '"C:\\sp ace\\ed.cmd', "x") == [
        '"C:\\sp ace\\ed.cmd cannot run: ends within quotes, "'
    ]


def test_a_browser_keeps_the_backslashes_of_its_path(seat: Seat) -> None:
    came = seat.home / "came"
    file = batch_file(seat, "brow", _FETCH)
    plain = seat.home / "brow.cmd"
    plain.write_bytes(file.read_bytes())

    in_windows(seat, _BROWSE, BROWSER=f"{seat.windows.path(plain)} {seat.windows.path(came)}")

    assert came.read_text() == "https://signin.example/x"
