"""The Windows that these tests use: what they can rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_WHERE = "import os, sys; print(os.name, sys.stdin.isatty(), os.environ['USERPROFILE'])"


def test_a_program_gets_its_variables_and_no_console_through_pipes(seat: Seat) -> None:
    done = seat.run("-c", _WHERE, program=seat.windows.python)

    assert done.stdout.decode().split() == ["nt", "False", seat.windows.path(seat.home)]
    assert (done.stderr, done.returncode) == (b"", 0)


def test_a_program_on_a_console_is_seen_and_typed_to_while_its_stdout_is_a_pipe(seat: Seat) -> None:
    line = f"{_WHERE}; print('?', file=sys.stderr); print(input()[::-1])"
    with seat.console("-c", line, program=seat.windows.python, captured=True) as console:
        console.wait_for("?")
        console.enter("drow")

        assert console.wait() == 0
        assert console.captured.decode().split() == [
            "nt", "True", seat.windows.path(seat.home), "word",
        ]  # fmt: skip
        assert "drow" in console.text


def test_the_program_is_started_by_the_launcher_that_an_installer_makes(seat: Seat) -> None:
    done = seat.run("--code", seat.place.fresh_code(), "--shell", "cmd")
    session = dict(
        line[len('set "') : -1].split("=", 1)
        for line in done.stdout.decode().splitlines()
        if line.startswith('set "')
    )

    assert done.returncode == 0, done.stderr.decode()
    assert session["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert session["AWS_SESSION_LABEL"].startswith("alice@")
