"""PowerShell in front of a person: TAB and its menu, the picker, the profile read twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from real.journeys.terminal import Terminal
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
LOAD = "aws-session init powershell --warn | Out-String | Invoke-Expression"
MENU = "Set-PSReadLineKeyHandler -Chord Ctrl+t -Function MenuComplete"


def test_tab_menu_picker_and_interrupt_leave_a_shell_that_works(place: Place) -> None:
    POWERSHELL.require()
    profile = place.folder / "profile.ps1"
    profile.write_text(f"{LOAD}\n{MENU}\n")
    with Terminal.of(place, POWERSHELL, {"TERM": "xterm"}) as terminal:
        for _ in "twice":
            terminal.enter(f". '{profile}'")
            terminal.ready()
        before = terminal.environment()
        terminal.answer("aws-session", place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        terminal.enter("aws-session accounts > accounts")
        terminal.ready()
        # One fits: TAB completes it.
        terminal.process.send("aws_session sta\t")
        terminal.expect("status")
        terminal.enter(" > completed")
        terminal.ready()
        # Several fit: the menu shows them with what they are.
        terminal.process.send("aws-session re\x14")
        terminal.expect("renew")
        terminal.expect("resume")
        # Enter takes what is chosen, and Ctrl-U the line away.
        terminal.process.send("\r\x15")
        # No target: the picker asks, and is left by Ctrl-C; what waits for it does not run.
        terminal.enter(terminal.then("aws-session pose", terminal.say("went on")))
        terminal.expect("prod")
        terminal.process.sendcontrol("c")
        terminal.ready()
        terminal.enter("aws-session pose")
        terminal.expect("prod")
        terminal.process.send("prod\r")
        terminal.expect("or type a role's name")
        terminal.process.send("Admin\r")
        terminal.expect("session until")
        terminal.ready()
        posed = terminal.environment()
        terminal.enter("aws-session end")
        terminal.expect("session ended")
        terminal.ready()
        after = terminal.environment()

    assert "alice@111122223333" in (place.folder / "completed").read_text()
    assert posed["AWS_ACCOUNT_ID"] == b"210987654321"
    assert "went on" not in terminal.transcript
    assert after == before
