"""`exec` through the alias in PowerShell, by the real program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
LOAD = "aws-session init powershell | Out-String | Invoke-Expression\n"


def _run(place: Place, *lines: str) -> list[str]:
    begin = f"{LOAD}aws-session {place.fresh_code()}\n$PSStyle.OutputRendering = 'PlainText'\n"
    script = begin + "\n".join(lines) + "\n"
    done = POWERSHELL.run(script, cwd=place.folder, env=place.environ)
    return done.stdout.decode().splitlines()


def test_it_has_words_input_and_status_of_the_command(place: Place) -> None:
    found = _run(
        place,
        "'data' | aws-session exec -- wc -c",
        "$ids = 'i-1', 'i 2'",
        "aws-session exec -- printf '[%s]' $ids -- a,b '$x'",
        "''",
        "aws-session exec -- sh -c 'exit 7'; \"$? $LASTEXITCODE\"",
        "aws-session exec -- sh -c 'exit 7' && 'went on'",
        "aws-session exec -- printenv AWS_SESSION_LABEL",
        "aws-session exec 210987654321 Admin -- printenv AWS_SESSION_LABEL",
        "$Env:AWS_SESSION_LABEL",
        "aws-session exec -- sh -c 'echo $AWS_SESSION_EMIT_FD$AWS_SESSION_SHELL; ls /proc/self/fd'",
    )

    assert found[:7] == [
        "5",
        "[i-1][i 2][--][a,b][$x]",
        "False 7",
        "alice@111122223333",
        "210987654321/Admin",
        "alice@111122223333",
        "",
    ]


def test_its_failure_is_an_error_where_programs_are_to_raise(place: Place) -> None:
    found = _run(
        place,
        "$ErrorActionPreference = 'Stop'; $PSNativeCommandUseErrorActionPreference = $true",
        "try { aws-session exec -- sh -c 'echo ran; exit 7'; 'went on' }",
        'catch { "$($_.Exception.GetType().Name) $($_.Exception.ExitCode) $LASTEXITCODE" }',
    )

    assert found == ["ran", "NativeCommandExitException 7 7"]


def test_one_line_starts_the_program_once(place: Place) -> None:
    counting = place.folder / "counting"
    counting.write_text('#!/bin/sh\necho "$1" >>starts\nexec aws-session "$@"\n')
    counting.chmod(0o755)
    found = _run(
        place,
        f"$global:AwsSessionProgram = '{counting}'",
        "aws-session exec -- echo ran",
        "aws-session status > status",
        "aws-session version > version",
        "aws-session region eu-north-1",
        "aws-session sandbox -- sh -c 'exit 3'; $LASTEXITCODE",
        "aws-session end",
    )
    starts = (place.folder / "starts").read_text().split()

    assert found == ["ran", "3"]
    assert starts == ["exec", "status", "version", "region", "sandbox", "end"]


def test_a_constrained_script_passes_words_input_and_status_as_well(place: Place) -> None:
    found = _run(
        place,
        "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'",
        "$ids = 'i-1', 'i 2'; $account = '210987654321'",
        "'data' | aws-session exec -- wc -c",
        "aws-session exec -- printf '[%s]' a,b 'c d' -- '$x'",
        "''",
        "aws-session exec -- printf '[%s]' $ids -- a,b",
        "''",
        "aws-session exec $account \"Admin\" -- printf '[%s]' $ids",
        "''",
        "aws-session exec -- sh -c 'exit 7'; \"$? $LASTEXITCODE\"",
        "aws-session exec -- sh -c \"exit $($ids.Count)\" && 'went on'; $LASTEXITCODE",
    )

    assert [line for line in found if line] == [
        "5", "[a,b][c d][--][$x]", "[i-1][i 2][--][a,b]", "[i-1][i 2]", "False 7", "2",
    ]  # fmt: skip
