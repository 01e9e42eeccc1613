"""The function in Unix shells that also exist for Windows: elvish and xonsh."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from real.init.loading import LOAD

if TYPE_CHECKING:
    from real.windows.conftest import Seat
    from real.windows.console import Console

FOREIGN = {
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLEEXAMPLE00",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
}
"""Another tool's session, so that no code is asked for."""

_PROMPT = "set edit:prompt = { print '$ ' }\nset edit:rprompt = { }\n"


def elvish(seat: Seat, **environ: str) -> Console:
    """Open an interactive elvish: only there does it load functions."""
    rc = seat.home / "rc.elv"
    rc.write_text(_PROMPT, encoding="utf-8")
    path = seat.windows.path(rc)
    program = seat.windows.shell("elvish")
    return seat.console("-rc", path, program=program, environ=environ, size=(200, 100))


def load(console: Console, options: str = "") -> None:
    console.enter(LOAD["elvish"].replace("init elvish", f"init elvish{options}"))
    # The echo must not match what is waited for.
    console.enter("echo 'load''ed'")
    console.wait_for("load'ed")


def test_a_day_in_elvish(seat: Seat) -> None:
    with elvish(seat) as console:
        load(console)
        console.enter("aws-session")
        console.wait_for("MFA code:")
        console.enter(seat.place.fresh_code())
        console.wait_for("session until")
        console.enter(
            "echo '<'$E:AWS_SESSION_LABEL'|'$E:AWS_SESSION_EMIT_FD$E:AWS_SESSION_SHELL'>'"
        )
        console.wait_for("<alice@111122223333|>")
        console.enter("aws-session status")
        console.wait_for("111122223333  alice@111122223333  us-east-1  ")
        console.enter("echo '<'(aws-session version)'>'")
        console.wait_for("<aws-session ")
        console.enter("try { aws-session nosuch } catch e { echo '<'$e[reason][exit-status]'>' }")
        console.wait_for("'nosuch' is not a command")
        console.wait_for("<2>")
        line = "aws-session exec -- cmd /c 'exit 5'"
        console.enter(f"try {{ {line} }} catch e {{ echo '<'$e[reason][exit-status]'>' }}")
        console.wait_for("<5>")
        console.enter("aws-session end; put [(has-env AWS_SESSION_TOKEN)]")
        console.wait_for("[$false]")
        console.enter("exit 4")

        assert console.wait() == 4


def test_elvish_warns_without_the_clock_that_it_lacks(seat: Seat) -> None:
    with elvish(seat, AWS_SESSION_EXPIRES="1") as console:
        load(console, " --warn")
        console.wait_for("aws-session: the session in this shell has ended")
        console.enter("echo '<'still here'>'")
        console.wait_for("<still here>")

        # Once, and not at every prompt.
        assert console.text.count("the session in this shell has ended") == 1


_XONSH = """
import json
LOAD
found = []

def note(run):
    try:
        status = run().returncode
    except __import__("subprocess").CalledProcessError as error:
        status = error.returncode
    found.append(status)

note(lambda: !(aws-session region eu-west-1))
found.append($AWS_DEFAULT_REGION)
found.append($(aws-session version).split()[0])
note(lambda: !(aws-session nosuch))
note(lambda: !(aws-session exec -- cmd /c "exit 5"))
words = ["PYTHON", "-c", "import sys; print(sys.argv[1])", "~$HOME"]
found.append($(aws-session exec -- @(words)).strip())
found.append("AWS_SESSION_EMIT_FD" in __xonsh__.env or "AWS_SESSION_SHELL" in __xonsh__.env)
note(lambda: !(aws-session end))
found.append("AWS_DEFAULT_REGION" in __xonsh__.env)
with open(r"REPORT", "w") as file:
    json.dump(found, file)
"""


_NOT_STARTED = 0xC0000142
"""The status of a process for which Wine, on a busy machine, could not load a DLL in time."""


def test_xonsh_runs_what_it_is_told_without_sh(seat: Seat) -> None:
    script, report = seat.home / "day.xsh", seat.home / "report"
    text = _XONSH.replace("LOAD", LOAD["xonsh"])
    text = text.replace('"PYTHON"', ascii(seat.windows.path(seat.windows.python)))
    script.write_text(text.replace("REPORT", seat.windows.path(report)), encoding="utf-8")

    found = [_NOT_STARTED]
    for _ in range(3):
        done = seat.run(
            "--no-rc", seat.windows.path(script),
            program=seat.windows.shell("xonsh"), environ=FOREIGN,
        )  # fmt: skip
        assert report.exists(), done.stderr.decode()
        found = json.loads(report.read_text())
        if _NOT_STARTED not in found:
            break
    wanted = [0, "eu-west-1", "aws-session", 2, 5, "~$HOME", False, 0, False]
    assert found == wanted, done.stderr.decode()


@pytest.mark.parametrize("name", ["elvish", "xonsh"])
def test_the_sandbox_opens_them_and_leaves_nothing(seat: Seat, name: str) -> None:
    mine = seat.home / "AppData" / "Roaming" / "elvish" / "rc.elv"
    mine.parent.mkdir()
    mine.write_text("echo 'of '(str:to-lower MINE)\n".replace("echo", "use str; echo"))
    folders = (seat.windows.shell(name).parent, seat.windows.scripts)
    path = ";".join((*map(seat.windows.path, folders), seat.windows.system))
    # xonsh's own prompt asks Wine for what it has not.
    environ = {"PATH": path, "SHELL_TYPE": "dumb"}
    with seat.console("sandbox", "--shell", name, environ=environ, size=(150, 60)) as console:
        console.wait_for("(aws sandbox)")
        console.enter("aws-session version")
        console.wait_for("\naws-session 0.")
        console.enter("exit")

        assert console.wait() == 0, console.text
        assert ("of mine" in console.text) == (name == "elvish")
    # elvish makes a folder of its own.
    assert not list((seat.home / "Temp").glob("aws-session*"))
