"""The output for cmd: the line, and the macro of `init cmd`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_RUN = "import subprocess, sys; subprocess.run(f'cmd /d /s /c \"{sys.argv[1]}\"')"


@pytest.mark.parametrize("folder", ["a & b", "Tools (x86)", "100^ = $5, x"])
def test_the_macro_runs_the_program_wherever_it_lies(seat: Seat, folder: str) -> None:
    moved = seat.home / folder / "aws-session.exe"
    moved.parent.mkdir()
    moved.write_bytes(seat.windows.program.read_bytes())
    macro = seat.run("init", "cmd", program=moved).stdout.decode().splitlines()[-1]
    name, _, body = macro.partition("=")

    # The line after doskey; the loop shows its lines, because Wine's cmd runs none of them.
    line = (
        body.replace("$*", 'region "eu-west-1"').replace("$$", "$").replace("do @%i", "do @echo %i")
    )
    done = seat.run("-c", _RUN, line, program=seat.windows.python)

    assert name == "doskey aws-session"
    assert done.stderr.decode().splitlines() == ["aws-session: region eu-west-1"]
    assert 'set "AWS_DEFAULT_REGION=eu-west-1"' in done.stdout.decode().splitlines()
