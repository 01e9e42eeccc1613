"""Evaluation by hand, with the alias of `init powershell` loaded and without it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from real.journeys.place import Place
from real.powershell.lines import EVALUATED
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
LOAD = "aws-session init powershell | Out-String | Invoke-Expression\n"
PREFERENCES = (
    "",
    "$ErrorActionPreference = 'Stop'",
    "$PSNativeCommandUseErrorActionPreference = $true",
    "$ErrorActionPreference = 'Stop'; $PSNativeCommandUseErrorActionPreference = $true",
)
ALL_BUT_REVOKING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "iam:PutUserPolicy", "Resource": "*"}],
}
_BODY = """\
"=== {number}"
$Env:AWS_REGION = 'before'; $Env:AWS_DEFAULT_REGION = 'before'
$x = $null; $global:LASTEXITCODE = 9
try {{
{line}
"next $? $LASTEXITCODE"
}} catch {{ "caught $_ $($_.FullyQualifiedErrorId -replace ',.*') $LASTEXITCODE" }}
"$Env:AWS_REGION"
$Error.Clear()
"""


def carry_out(place: Place, lines: tuple[str, ...], setting: str = "") -> list[list[str]]:
    """Return the output and the results of each line, all in one process."""
    bodies = (_BODY.format(number=number, line=line) for number, line in enumerate(lines))
    script = f"{setting}\n{''.join(bodies)}\n'=== end'\n"
    done = POWERSHELL.run(script, cwd=place.folder, env=place.environ)
    parts = re.split(r"^=== \w+\n", done.stdout.decode(), flags=re.MULTILINE)

    assert parts[-1] == "", done.stderr.decode()
    return [part.splitlines() for part in parts[1:-1]]


@pytest.fixture(params=["", LOAD], ids=["program", "alias"])
def load(request: pytest.FixtureRequest) -> Iterator[str]:
    POWERSHELL.require()
    return request.param  # type: ignore[no-any-return] # a text of the line above


def test_what_succeeds_is_evaluated_once_and_raises_nothing(place: Place, load: str) -> None:
    lines = tuple(form.replace("CALL", "aws-session region eu-north-1") for form in EVALUATED)
    found = carry_out(place, lines, load)

    expected = ["next True 0", "eu-north-1"]
    assert [(n, f) for n, f in zip(lines, found, strict=True) if f != expected] == []


def test_a_constrained_script_gets_changes_and_failures(place: Place, load: str) -> None:
    constrained = "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'"
    form = "iex (CALL)", "CALL | iex", "$x = CALL; iex $x", "function f { iex (CALL) }; f"
    forms = (*form, "CALL") if load else form
    calls = ("aws-session region eu-north-1", "aws-session region no_such")
    lines = tuple(form.replace("CALL", call) for call in calls for form in forms)
    found = carry_out(place, lines, f"{load}{constrained}")
    good, bad = found[: len(forms)], found[len(forms) :]

    assert good == [["next True 0", "eu-north-1"]] * len(forms)
    assert [said[-1] for said in bad] == ["before"] * len(forms)
    assert [said[0].split()[0] for said in bad[:4]] == ["caught"] * 4
    assert bad[4:] == ([["next False 2", "before"]] if load else [])


@pytest.mark.parametrize("preference", PREFERENCES)
def test_what_fails_stops_what_comes_after_it(place: Place, load: str, preference: str) -> None:
    forms = EVALUATED if not preference else EVALUATED[:6]
    lines = tuple(form.replace("CALL", "aws-session region no_such") for form in forms)
    found = carry_out(place, lines, f"{load}{preference}")

    wrong = [
        (line, said)
        for line, said in zip(lines, found, strict=True)
        if not said[0].startswith("caught ") or said[0].split()[-1] != "2" or said[-1] != "before"
    ]
    assert wrong == []


_SESSION = """\
iex (aws-session CODE)
$kept = Get-ChildItem Env:AWS_*
function Restore { foreach ($each in $kept) { Set-Item "Env:$($each.Name)" $each.Value } }
"""
_REVOKING = """\
"=== {number}"
Restore
$Error.Clear()
try {{
{preference}
{line}
"next $?"
}} catch {{ 'caught' }}
$ErrorActionPreference = 'Continue'; $PSNativeCommandUseErrorActionPreference = $false
"$LASTEXITCODE <$Env:AWS_SESSION_TOKEN> $($Env:AWS_SECRET_ACCESS_KEY -eq $secret)"
$Error | Select-Object * | Out-String
$Error | ForEach-Object {{ $_ | Get-Error | Out-String; $_.InvocationInfo.Line }}
"""


def test_a_refused_revocation_ends_the_session_all_the_same(place: Place, load: str) -> None:
    key = place.company.key
    place.company.user.put_policy("all-but-revoking", ALL_BUT_REVOKING)
    forms = ["iex (CALL)", "CALL | iex", "$x = CALL; iex $x", *(["CALL"] if load else [])]
    cases = [(form, preference) for form in forms for preference in PREFERENCES]
    bodies = (
        _REVOKING.format(
            number=number,
            line=form.replace("CALL", "aws-session end --revoke"),
            preference=preference,
        )
        for number, (form, preference) in enumerate(cases)
    )
    begin = f"$secret = $Env:AWS_SECRET_ACCESS_KEY\n{load}{_SESSION}"
    script = begin.replace("CODE", place.fresh_code()) + "".join(bodies)
    environ = {"AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret}
    done = POWERSHELL.run(script, cwd=place.folder, env=place.environ | environ)
    said = done.stdout.decode()
    parts = [part.splitlines() for part in re.split(r"^=== \w+\n", said, flags=re.MULTILINE)[1:]]
    wrong = [
        (case, part)
        for case, part in zip(cases, parts, strict=True)
        if part[0] != _expected(*case) or part[1] != "1 <> True"
    ]

    assert wrong == []
    assert key.secret not in said
    assert key.secret not in done.stderr.decode()


def _expected(form: str, preference: str) -> str:
    """Return whether it raises: like a program, if nothing is evaluated by hand."""
    return "next False" if form == "CALL" and preference.count(";") == 0 else "caught"
