"""The function in an MSYS shell, such as Git Bash, where Windows programs get only stdout."""

from __future__ import annotations

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
