"""The line of `init` in `$PROFILE`, and the kinds of scripts and commands that read it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from real.shells.interpreters import ALL, bare_environment

if TYPE_CHECKING:
    from pathlib import Path

    from real.journeys.place import Place

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
LOAD = "aws-session init powershell | Out-String | Invoke-Expression"


def _profile(place: Place) -> Path:
    return place.folder / "shell" / "powershell" / "Microsoft.PowerShell_profile.ps1"


def pwsh(place: Place, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run PowerShell with the profile of this place."""
    POWERSHELL.require()
    return subprocess.run(
        ["pwsh", "-NoLogo", "-NonInteractive", *words],
        cwd=place.folder, env=bare_environment(place.home) | place.environ | environ,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def with_profile(place: Place) -> Place:
    _profile(place).parent.mkdir()
    _profile(place).write_text(f"{LOAD}\n")
    return place


@pytest.mark.parametrize("before", ["", "$global:Mine = 1", "$global:Mine = 1\n"])
def test_the_line_to_paste_survives_a_profile_without_a_last_newline(
    place: Place, before: str
) -> None:
    profile = _profile(place)
    if before:
        profile.parent.mkdir()
        profile.write_text(before)
    line = pwsh(place, "-NoProfile", "-Command", "aws-session init; sh -c true").stdout
    pasted = pwsh(place, "-NoProfile", "-Command", line)
    done = pwsh(place, "-Command", '"$Mine $((Get-Command aws-session).CommandType)"')

    assert (pasted.stdout, pasted.stderr) == ("", "")
    assert (done.stdout.strip(), done.stderr) == (f"{'1' if before else ''} Alias".strip(), "")


@pytest.mark.parametrize("name", ["$PROFILE", "$PROFILE.CurrentUserAllHosts"])
def test_the_line_to_paste_may_be_in_the_profile_itself(place: Place, name: str) -> None:
    folder = _profile(place).parent
    folder.mkdir()
    pwsh(place, "-NoProfile", "-Command", f"aws-session init >> {name}")
    before = [file.read_text() for file in folder.glob("*profile.ps1")]
    done = pwsh(place, "-Command", "(Get-Command aws-session).CommandType")

    assert (done.stdout.strip(), done.stderr) == ("Alias", "")
    assert [file.read_text() for file in folder.glob("*profile.ps1")] == before
    assert len(before) == 1


SCRIPTS = {
    "iex": "iex (aws-session region eu-north-1); 'next'",
    "bare": "aws-session region eu-north-1; 'next'",
    "strict": "Set-StrictMode -Version Latest\niex (aws-session region eu-north-1)\n'next'",
    "stop": "$ErrorActionPreference = 'Stop'\niex (aws-session region eu-north-1)\n'next'",
    "both": "$ErrorActionPreference = 'Stop'; $PSNativeCommandUseErrorActionPreference = $true\n"
    "aws-session region eu-north-1\n'next'",
    "function": "function go { param($r) iex (aws-session region $r) }\ngo eu-north-1; 'next'",
    "kept": "$code = aws-session region eu-north-1\niex $code\n'next'",
    "pipe": "aws-session region eu-north-1 | Out-String | iex\n'next'",
}


@pytest.mark.parametrize("how", ["-File", "-Command", "github"])
def test_a_script_goes_on_after_success_and_ends_at_a_failure(
    with_profile: Place, how: str
) -> None:
    """One process for all scripts that succeed, and one for each failure that ends it."""
    place = with_profile
    for name, text in SCRIPTS.items():
        script = place.folder / f"{name}.ps1"
        script.write_text(f'{text}\n"$Env:AWS_REGION"\n')
        (place.folder / f"{name}-bad.ps1").write_text(
            script.read_text().replace("eu-north-1", "no_such")
        )
    good = place.folder / "all.ps1"
    good.write_text("".join(f"$Env:AWS_REGION = $null; & ./{name}.ps1\n" for name in SCRIPTS))
    done = pwsh(place, *_how(place, how, "all"), AWS_REGION="before")

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["next", "eu-north-1"] * len(SCRIPTS)
    for name in ("iex", "both", "function"):
        done = pwsh(place, *_how(place, how, f"{name}-bad"), AWS_REGION="before")

        assert (done.returncode, done.stdout) == (1, ""), name
        assert "'no_such'" in done.stderr
        assert "before" not in done.stdout


def _how(place: Place, how: str, name: str) -> tuple[str, ...]:
    """Return the words that run a script; GitHub's runners wrap a step like this."""
    if how == "-File":
        return ("-File", str(place.folder / f"{name}.ps1"))
    if how == "-Command":
        return ("-Command", f"./{name}.ps1")
    step = place.folder / "step.ps1"
    ending = "if ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }"
    step.write_text(
        f"$ErrorActionPreference = 'stop'\n{(place.folder / f'{name}.ps1').read_text()}\n{ending}\n"
    )
    return ("-command", f". '{step}'")


def test_a_transcript_an_error_and_history_hold_no_secret(with_profile: Place) -> None:
    place = with_profile
    file = place.folder / "transcript"
    lines = (
        f"Start-Transcript -Path '{file}' -UseMinimalHeader",
        f"aws-session {place.fresh_code()}",
        "iex (aws-session region eu-north-1)",
        "$secrets = $Env:AWS_SECRET_ACCESS_KEY, $Env:AWS_SESSION_TOKEN, $Env:AWS_SESSION_STATE",
        "try { iex (aws-session region no_such) } catch { }",
        "aws-session region no_such",
        "aws-session status",
        "iex (aws-session end)",
        "Get-Error | Out-String",
        "$Error | Select-Object * | Out-String",
        "$Error | ForEach-Object { $_.InvocationInfo | Select-Object * | Out-String }",
        "Get-History | Out-String; Stop-Transcript",
        "[IO.File]::WriteAllLines('secrets', $secrets)",
    )
    done = pwsh(place, "-Command", "; ".join(lines))
    secrets = (place.folder / "secrets").read_text().splitlines()
    written = file.read_text() + done.stdout + done.stderr

    assert all(len(secret) > 20 for secret in secrets)
    assert len(secrets) == 3
    assert "alice@111122223333" in written
    assert [secret for secret in secrets if secret in written] == []


def test_jobs_and_parallel_blocks_have_the_session_and_set_one_by_iex(
    with_profile: Place,
) -> None:
    place = with_profile
    lines = (
        f"aws-session {place.fresh_code()}",
        '1 | ForEach-Object -Parallel { "p $Env:AWS_SESSION_LABEL" }',
        'Start-ThreadJob { "t $Env:AWS_SESSION_LABEL" } | Receive-Job -Wait',
        'Start-Job { "j $Env:AWS_SESSION_LABEL" } | Receive-Job -Wait',
        "Start-Job { iex (aws-session region eu-north-1); $Env:AWS_REGION } | Receive-Job -Wait",
        '"$Env:AWS_REGION"',
    )
    done = pwsh(place, "-Command", "; ".join(lines))

    label = "alice@111122223333"
    assert done.stdout.splitlines() == [
        f"p {label}", f"t {label}", f"j {label}", "eu-north-1", "us-east-1",
    ]  # fmt: skip


def test_credentials_that_the_cmdlets_prefer_are_named_once(with_profile: Place) -> None:
    place = with_profile
    lines = (
        "$global:StoredAWSCredentials = 'Set-AWSCredential was here'",
        f"aws-session {place.fresh_code()} 3>> warned",
        "aws-session region eu-north-1 3>> warned",
    )
    done = pwsh(place, "-Command", "; ".join(lines))

    assert done.returncode == 0
    assert (place.folder / "warned").read_text().count("Clear-AWSCredential") == 1


def test_status_is_an_object_by_its_json(with_profile: Place) -> None:
    place = with_profile
    lines = (
        f"aws-session {place.fresh_code()}",
        "$found = aws-session status --json | ConvertFrom-Json",
        '"$($found.levels.Count) $($found.levels[0].label)"',
    )
    done = pwsh(place, "-Command", "; ".join(lines))

    assert done.stdout == "1 alice@111122223333\n"


def test_the_program_itself_keeps_the_bytes_of_a_command(with_profile: Place) -> None:
    place = with_profile
    lines = (
        f"aws-session {place.fresh_code()}",
        r"& $AwsSessionProgram exec -- printf '\377\000\376\n\n' > bytes",
    )
    done = pwsh(place, "-Command", "; ".join(lines))

    assert done.returncode == 0, done.stderr
    assert (place.folder / "bytes").read_bytes() == b"\xff\0\xfe\n\n"
