"""A day's commands in cmd, on a console: typed as the program says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_session import shells

if TYPE_CHECKING:
    from real.windows.conftest import Seat
    from real.windows.console import Console

_CMD = """
import subprocess, sys
sys.exit(subprocess.run(["cmd", "/d", "/k", "prompt $$"]).returncode)
"""


def _line(words: str = "") -> str:
    """Return the documented line for cmd; Wine's cmd needs `call` to run a variable's words."""
    taught = shells.dialect("cmd").invocation(f"aws-session {words}".strip())
    return taught.replace(" do @%i", " do @call %i")


def _label(console: Console, moment: str) -> str:
    """Ask cmd for the label of its session."""
    console.enter(f"echo {moment}: [%AWS_SESSION_LABEL%]")
    console.wait_for(f"\n{moment}: [")
    (shown,) = (line for line in console.text.splitlines() if line.startswith(f"{moment}: "))
    return shown.removeprefix(f"{moment}: ").strip("[]")


def test_a_day_at_cmd_with_its_shell_detected(seat: Seat) -> None:
    with seat.console("-c", _CMD, program=seat.windows.python, size=(200, 60)) as console:
        console.wait_for("$")
        console.enter(_line())
        console.wait_for("MFA code:")
        console.enter(seat.place.fresh_code())
        console.wait_for("session until")
        started = _label(console, "started")
        console.enter(_line("pose prod OrganizationAccountAccessRole"))
        console.wait_for("prod/OrganizationAccountAccessRole in account")
        posed = _label(console, "posed")
        console.enter(_line("back"))
        console.wait_for("back to alice")
        back = _label(console, "back")
        console.enter("aws-session status")
        console.wait_for("111122223333  alice@111122223333  us-east-1  ")
        console.enter(_line("end"))
        console.wait_for("session ended")
        ended = _label(console, "ended")
        console.enter("exit 3")
        status = console.wait()

    assert (started, back) == ("alice@111122223333", "alice@111122223333")
    assert posed == "prod/OrganizationAccountAccessRole"
    # cmd prints this for a variable that does not exist.
    assert ended == "%AWS_SESSION_LABEL%"
    assert status == 3


def test_what_changes_no_screen_may_be_thrown_away(seat: Seat) -> None:
    line = "aws-session region eu-west-1 --shell cmd >NUL && echo done"
    with seat.console("-c", _CMD, program=seat.windows.python, size=(200, 60)) as console:
        console.wait_for("$")
        console.enter(line)
        console.wait_for("\ndone")

        assert "stdout is the terminal" not in console.text


def test_code_is_not_shown_on_the_console(seat: Seat) -> None:
    with seat.console("region", "eu-west-1", size=(200, 40)) as console:
        status = console.wait()

        assert status == 2
        assert "stdout is the terminal" in console.text
        assert "eu-west-1" not in console.text.replace("aws-session region eu-west-1", "")
