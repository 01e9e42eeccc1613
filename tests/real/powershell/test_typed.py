"""Interactive PowerShell: TAB and its menu, the picker, the profile loaded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from real.journeys.terminal import Terminal
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
LOADING = "${function:AwsSessionInit} = aws-session init powershell; . AwsSessionInit"
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
        # One match: TAB completes it.
        terminal.process.send("aws_session sta\t")
        terminal.expect("status")
        terminal.enter(" > completed")
        terminal.ready()
        # Several matches: the menu shows them with descriptions.
        terminal.process.send("aws-session re\x14")
        terminal.expect("renew")
        terminal.expect("resume")
        # Enter accepts the selection, and Ctrl-U deletes the line.
        terminal.process.send("\r\x15")
        # No target: the picker asks, and Ctrl-C leaves it; what depends on it does not run.
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


def test_the_line_for_the_profile_is_run_as_it_says(place: Place) -> None:
    POWERSHELL.require()
    with Terminal.of(place, POWERSHELL, {"TERM": "xterm"}) as terminal:
        terminal.enter("aws-session init --warn")
        terminal.expect("to run it: iex")
        terminal.ready()
        for _ in range(2):
            terminal.enter("iex (aws-session init --warn)")
            terminal.expect("once this line has run")
            terminal.ready()
            terminal.enter(". $PROFILE")
            terminal.ready()
        terminal.enter("Get-Content $PROFILE > kept; (Get-Command aws-session).CommandType > type")
        terminal.ready()
    kept = [line for line in (place.folder / "kept").read_text().splitlines() if line]

    assert terminal.transcript.count("  to run it: iex (aws-session init --warn)") == 1
    assert [line.count("init powershell --warn") for line in kept] == [1, 1]
    assert (place.folder / "type").read_text() == "Alias\n"


def test_exec_and_sandbox_open_the_shell_that_asked(place: Place) -> None:
    POWERSHELL.require()
    bash = {"TERM": "xterm", "SHELL": "/bin/bash"}
    with Terminal.of(place, POWERSHELL, bash) as terminal:
        terminal.answer("iex (aws-session)", place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        for load in ("", LOAD):
            terminal.enter(load)
            terminal.ready()
            terminal.enter("aws-session exec")
            terminal.expect("PowerShell 7")
            terminal.expect("PS ")
            terminal.expect("> ")
            terminal.enter('"<$($Env:AWS_SESSION_LABEL)$(1+1)>"')
            terminal.expect("<alice@111122223333" + "2>")
            terminal.expect("> ")
            terminal.enter("exit 5")
            terminal.ready()
            assert terminal.status() == 5
            terminal.enter("aws-session sandbox")
            terminal.expect("(aws sandbox) PS ")
            terminal.expect("> ")
            terminal.enter('"<$(2+2)>"; exit 6')
            terminal.expect("<4>")
            terminal.ready()
            assert terminal.status() == 6


def test_what_is_left_to_do_is_reported_in_its_words(place: Place) -> None:
    POWERSHELL.require()
    key = place.company.key
    environ = {
        "AWS_ACCESS_KEY_ID": key.id,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_SESSION_TOKEN": "left-over",
        "AWS_REGION": "us-east-1",
    }
    script = "iex (aws-session 123456)"
    failed = POWERSHELL.run(script, cwd=place.folder, env=place.environ | environ)
    asked = "(aws-session doctor --offline --json | ConvertFrom-Json).remedy"
    doctor = POWERSHELL.run(asked, cwd=place.folder, env=place.environ | environ)
    helped = POWERSHELL.run("aws-session help init", cwd=place.folder, env=place.environ)

    assert b"$Env:AWS_SESSION_TOKEN = $null" in failed.stderr
    assert b"$Env:AWS_ENDPOINT_URL = $null" in doctor.stdout
    assert b"unset AWS" not in doctor.stdout + failed.stderr
    assert LOADING.encode() in helped.stdout
