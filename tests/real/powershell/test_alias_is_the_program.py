"""The alias in PowerShell: the same words, input, output, status and exceptions as the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aws_session.shells import init
from real.powershell.lines import LINES, SETTING
from real.shells.interpreters import ALL, bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterable

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
SCRIPT = Path(init.folder("powershell")) / "aws-session.ps1"
_RECORDER = """\
#!/bin/sh
printf '<%s>' "$@"
test -t 0 || sed 's/^/ in:/'
echo
echo "on stderr" >&2
exit "${STATUS-0}"
"""
_NATIVE = "Set-Alias aws-session '{program}' -Scope Global\n"
_ALIAS = "$global:AwsSessionProgram = '{program}'\nSet-Alias aws-session '{script}' -Scope Global\n"
_NOTE = r"""
function Note($Worked) { "$Worked $LASTEXITCODE" }
function Caught($Record, $Before) {
    $at = $Record.InvocationInfo.Line
    $id = $Record.FullyQualifiedErrorId -replace ',.*'
    "$($Record.Exception.GetType().FullName) $Record $id"
    "$LASTEXITCODE $($Record.TargetObject) $($Error.Count - $Before) $($at -replace '\s*$')"
}
"""
_BODY = """\
"=== {number}"
$global:before = $Error.Count
try {{
{line}
Note $?
}} catch {{ Caught $_ $before }}
"""


def _carry_out(
    folder: Path, setting: str, lines: Iterable[str], environ: dict[str, str]
) -> list[str]:
    """Return the result of each line, all in one script and one process."""
    (folder / "a.typed").touch()
    (folder / "b.typed").touch()
    bodies = (_BODY.format(number=number, line=line) for number, line in enumerate(lines))
    script = folder / "script.ps1"
    script.write_text(f"{_NOTE}{setting}\n{''.join(bodies)}\n'=== end'\n", "utf-8")
    done = POWERSHELL.run(f". '{script}'\n", cwd=folder, env=environ)
    parts = re.split(r"^=== \w+\n", done.stdout.decode(), flags=re.MULTILINE)

    assert parts[-1] == "", done.stderr.decode()
    return parts[1:-1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    POWERSHELL.require()
    program = tmp_path / "program"
    program.write_text(_RECORDER)
    program.chmod(0o755)
    return tmp_path


def both(
    folder: Path, lines: Iterable[str], setting: str = "", status: int = 0
) -> list[tuple[str, str, str]]:
    """Return each line with the program's result and the alias's."""
    pieces = {"program": folder / "program", "script": SCRIPT}
    environ = bare_environment(folder) | {"STATUS": str(status), "TERM": "dumb"}
    lines = list(lines)
    found = [
        _carry_out(folder, how.format(**pieces) + SETTING + setting, lines, environ)
        for how in (_NATIVE, _ALIAS)
    ]
    return list(zip(lines, *found, strict=True))


BYTES = "printf 'x\\ny' | aws-session -- cat"
DIFFERENT = {
    BYTES: "bytes go from program to program; a script is given lines, and gives them on whole",
}
"""What no script can do like a program, and why."""

FAILING = (
    "aws-session a -- b",
    "aws-session a -- b; 'next'",
    "aws-session a -- b && 'next'",
    "aws-session a -- b || 'other'",
    "& $n a -- b; $LASTEXITCODE",
    ". aws-session a -- b; $LASTEXITCODE",
    "hand a -- b; $?",
    '$kept = aws-session k -- 1; "<$kept>"',
    "if (aws-session a) { 'yes' }; 'next'",
    "try { aws-session a } catch { 'caught' } finally { 'finally' }; 'next'",
    "function wraps { aws-session a; 'next' }; wraps; 'after'",
    "1..2 | ForEach-Object { aws-session $_ }; 'after'",
    "(aws-session a) -join ''; 'next'",
    "'data' | aws-session -- cat; 'next'",
    "aws-session a -- b 2>$null; 'next'",
)
PREFERENCES = [
    f"$ErrorActionPreference = '{action}'; $PSNativeCommandUseErrorActionPreference = ${raises}\n"
    for action in ("Continue", "SilentlyContinue", "Stop")
    for raises in ("false", "true")
]


def test_every_line_does_what_it_does_natively(folder: Path) -> None:
    outcomes = both(folder, LINES)
    different = {line for line, program, alias in outcomes if program != alias}

    assert len(LINES) > 120
    assert [each for each in outcomes if each[0] in different - DIFFERENT.keys()] == []
    assert different == DIFFERENT.keys()


def test_every_line_does_so_where_it_is_typed_alone(folder: Path) -> None:
    lines = []
    for number, line in enumerate(LINES):
        file = folder / f"line-{number}"
        file.write_text(line, "utf-8")
        lines.append(f"Invoke-Expression (Get-Content -Raw -LiteralPath '{file}')")
    outcomes = both(folder, lines)
    wrong = [each for number, each in enumerate(outcomes) if LINES[number] not in DIFFERENT]

    assert [each for each in wrong if each[1] != each[2]] == []


@pytest.mark.parametrize(
    "setting",
    [
        "$WhatIfPreference = $true",
        "$ConfirmPreference = 'Low'",
        "$VerbosePreference = $DebugPreference = 'Continue'",
        "$PSDefaultParameterValues['*:ErrorAction'] = 'Stop'",
        "$PSDefaultParameterValues['*:Verbose'] = $true",
        "$PSNativeCommandArgumentPassing = 'Legacy'",
    ],
)
def test_settings_that_change_cmdlets_change_nothing(folder: Path, setting: str) -> None:
    lines = (
        'aws-session exec -- $ids "$text" a,b',
        "aws-session @ids -- $list",
        "hand a -- b",
        "'a', 'b' | aws-session -- cat",
        "$kept = aws-session a -- $code; $kept",
        "aws-session x; $Env:AWS_SESSION_EMIT_FD",
    )
    outcomes = both(folder, lines, f"{setting}\n")

    assert [each for each in outcomes if each[1] != each[2]] == []


def test_failures_are_those_of_a_program_under_every_preference(folder: Path) -> None:
    # Each sets its own preferences: they can share one process.
    lines = [
        f"& {{ {preference}{line} }}\n{PREFERENCES[0]}"
        for preference in PREFERENCES
        for line in FAILING
    ]
    outcomes = both(folder, lines, status=7)

    assert any("NativeCommandExitException" in native for _, native, _ in outcomes)
    assert [each for each in outcomes if each[1] != each[2]] == []


def test_a_strict_script_finds_no_unset_variable(folder: Path) -> None:
    outcomes = both(folder, LINES[:12] + FAILING[:8], "Set-StrictMode -Version Latest\n")

    assert [each for each in outcomes if each[1] != each[2]] == []


def test_a_dot_before_it_leaves_nothing_behind(folder: Path) -> None:
    lines = (
        "$old = @(Get-Variable).Count\n. aws-session a -- b\n@(Get-Variable).Count - $old",
        "$PSNativeCommandUseErrorActionPreference = $true; . aws-session a",
        "$PSNativeCommandUseErrorActionPreference; $ErrorActionPreference",
        "aws-session a; $Env:AWS_SESSION_EMIT_FD; $Env:AWS_SESSION_SHELL",
    )
    outcomes = both(folder, lines)

    assert [each for each in outcomes if each[1] != each[2]] == []


def test_the_call_is_found_without_what_only_newer_versions_tell() -> None:
    assert ".Statement" not in SCRIPT.read_text("utf-8")
