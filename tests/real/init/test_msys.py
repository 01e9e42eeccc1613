"""The function in an MSYS shell, such as Git Bash, where Windows programs get only stdout."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

_DAY = """
MSYS2_ENV_CONV_EXCL=MINE
OSTYPE=msys
eval "$(aws-session init {shell})"
aws_session() {{ aws_session_evaluate "$PWD/without" "$@"; }}
aws-session {code}; echo "started $? $AWS_SESSION_LABEL"
aws-session status >status; echo "status $?"
echo "cut $(aws-session status | cut -f1 | cut -c1-12)"
aws-session nosuch; echo "usage $?"
aws-session status --at-least 13h; echo "too short $?"
aws-session exec -- sh -c 'exit 7'; echo "exec $?"
aws-session pose nosuch Admin; echo "refused $? $AWS_SESSION_LABEL"
env | grep MSYS2_ENV_CONV_EXCL
aws-session end; echo "ended $? $AWS_SESSION_LABEL"
"""

_WITHOUT = """#!/bin/sh
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
exec aws-session "$@"
"""
"""The program, started as MSYS starts a Windows program."""


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_a_day_without_a_descriptor_of_its_own(place: Place, name: str) -> None:
    shell = next(each for each in ALL if each.name == name)
    shell.require()
    script = _DAY.format(shell=name, code=place.fresh_code())
    without = place.folder / "without"
    without.write_text(_WITHOUT)
    without.chmod(0o755)
    done = shell.run(script, cwd=place.folder, env=place.environ)
    status = (place.folder / "status").read_text()

    assert done.stdout.decode().splitlines() == [
        "started 0 alice@111122223333",
        "status 0",
        "cut 111122223333",
        "usage 2",
        "too short 1",
        "exec 7",
        "refused 2 alice@111122223333",
        "MSYS2_ENV_CONV_EXCL=MINE;AWS_SECRET_ACCESS_KEY;AWS_SESSION_TOKEN",
        "ended 0 ",
    ], done.stderr.decode()
    assert status.startswith("111122223333  alice@111122223333  us-east-1  ")


_BY_ITS_NAME = """
{start} ./load
aws_session {code}; echo "started {status} $AWS_SESSION_LABEL"
aws_session status >status; echo "status {status}"
aws_session nosuch; echo "usage {status}"
aws_session exec -- sh -c 'exit 7'; echo "exec {status}"
env | grep MSYS2_ENV_CONV_EXCL
aws_session end; echo "ended {status} $AWS_SESSION_LABEL"
"""


@pytest.mark.parametrize("name", ["dash", "busybox", "yash", "posh", "ksh93", "mksh", "fish"])
def test_a_program_of_windows_is_known_by_its_name(place: Place, name: str) -> None:
    shell = next(each for each in ALL if each.name == name)
    shell.require()
    program = place.folder / "of windows" / "aws-session.EXE"
    program.parent.mkdir()
    program.write_text(_WITHOUT)
    program.chmod(0o755)
    loading = place.program("init", shell.dialect, "--cmd", "aws_session").stdout
    own = re.search(r"[^' ]*/aws-session(?=')", loading)
    assert own
    quoted = shlex.quote(str(program))
    if shell.dialect != "fish":
        # Once more, for eval.
        quoted = shlex.quote(quoted)
    (place.folder / "load").write_text(loading.replace(f"'{own[0]}'", quoted))
    start, status = (
        ("set -gx MSYS2_ENV_CONV_EXCL MINE; source", "$status")
        if name == "fish"
        else ("MSYS2_ENV_CONV_EXCL=MINE; .", "$?")
    )
    script = _BY_ITS_NAME.format(start=start, code=place.fresh_code(), status=status)

    done = shell.run(script, cwd=place.folder, env=place.environ)

    assert done.stdout.decode().splitlines() == [
        "started 0 alice@111122223333",
        "status 0",
        "usage 2",
        "exec 7",
        "MSYS2_ENV_CONV_EXCL=MINE;AWS_SECRET_ACCESS_KEY;AWS_SESSION_TOKEN",
        "ended 0 ",
    ], done.stderr.decode()
    text = (place.folder / "status").read_text()
    assert text.startswith("111122223333  alice@111122223333  us-east-1  ")
