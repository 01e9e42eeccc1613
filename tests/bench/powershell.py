"""What PowerShell waits for: its profile, and commands by the alias instead of the program."""

from __future__ import annotations

import shutil
import statistics
import subprocess
from typing import TYPE_CHECKING

from aws_session.shells import init
from bench.stopwatch import Program, in_turn, seconds

if TYPE_CHECKING:
    from pathlib import Path

    from bench.office import Office
    from bench.table import Table

_ROUNDS = 25
_PASTE = "Invoke-Expression $(aws-session init; sh -c true)"
_PIPED = "aws-session init powershell | Out-String | Invoke-Expression"
_TYPED = "${function:AwsSessionInit} = aws-session init powershell; . AwsSessionInit"
_IN_TURN = f"""\
foreach ($round in 0..{_ROUNDS}) {{
  $clock = [Diagnostics.Stopwatch]::StartNew()
  & $AwsSessionProgram WORDS > $null
  $program = $clock.Elapsed.TotalSeconds
  aws-session WORDS > $null
  if ($round) {{ "$program $($clock.Elapsed.TotalSeconds - $program)" }}
}}
"""


def powershell(table: Table, office: Office) -> None:
    """What a new shell takes longer, and commands by the alias, where there is PowerShell."""
    found = shutil.which("pwsh")
    if found is None:
        return
    empty, piped = "an empty profile", "through Out-String"
    pages = init.loading("powershell").line.replace("NAME", "powershell")
    lines = {empty: "", "the line that init gives": None, "the line of the pages": pages}
    lines[piped] = _PIPED
    shells = {
        name: _with_profile(office, found, f"pwsh-{number}", line)
        for number, (name, line) in enumerate(lines.items())
    }
    taken = in_turn(shells, _ROUNDS, seconds)
    table.heading("PowerShell, a new shell", "median", "over", "limit", "")
    for name, one in taken.items():
        over = _over(one, taken[empty])
        if name in {empty, piped}:
            table.row(name, one, f"+{over:.0f} ms")
        else:
            table.held(name, one, f"+{over:.0f} ms", "+60 ms", met=over <= 60)
    table.heading("PowerShell, by the alias", "median", "over", "limit", "")
    for words in ("status", "exec -- true"):
        program, alias = _by_alias(office, found, words)
        over = _over(alias, program)
        table.row(f"{words}, the program", program)
        table.held(f"{words}, the alias", alias, f"+{over:.0f} ms", "+20 ms", met=over <= 20)


def _over(taken: list[float], against: list[float]) -> float:
    """Return the median of the differences, pair by pair, in milliseconds."""
    return statistics.median(a - b for a, b in zip(taken, against, strict=True)) * 1000


def _environ(office: Office, home: Path) -> dict[str, str]:
    return {
        **office.environ,
        "HOME": str(home),
        "POWERSHELL_TELEMETRY_OPTOUT": "1",
        "POWERSHELL_UPDATECHECK": "Off",
    }


def _with_profile(office: Office, program: str, name: str, line: str | None) -> Program:
    """Return a shell that only starts; without a line, its profile has the one that is pasted."""
    home = office.folder / name
    profile = home / ".config" / "powershell" / "Microsoft.PowerShell_profile.ps1"
    profile.parent.mkdir(parents=True)
    environ = _environ(office, home)
    if line is None:
        words = (program, "-NoProfile", "-Command", _PASTE)
        subprocess.run(words, env=environ, stderr=subprocess.DEVNULL, check=True)
    else:
        profile.write_text(f"{line}\n")
    return Program((program, "-NoLogo", "-NonInteractive", "-Command", "[void]0"), environ)


def _by_alias(office: Office, program: str, words: str) -> tuple[list[float], list[float]]:
    """Return the seconds of a command by the program and by the alias, in turn in one shell."""
    script = f"{_TYPED}\n{_IN_TURN.replace('WORDS', words)}"
    session = office.after(office.code())
    done = subprocess.run(
        (program, "-NoProfile", "-Command", script),
        env=_environ(office, office.folder) | session,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    pairs = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
