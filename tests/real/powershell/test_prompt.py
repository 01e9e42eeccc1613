"""The prompt of examples/ and the warning of `--warn`, around any existing prompt."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aws_session.shells import init
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "prompt" / "prompt.ps1"
WARN = "aws-session init powershell --warn | Out-String | Invoke-Expression"
LABEL = f". '{EXAMPLE}'"
OWN = 'function global:prompt { "<$? $LASTEXITCODE> " }'
LIKE_STARSHIP = 'function global:prompt { $was = $?; "*$was $global:LASTEXITCODE* " }'
LIKE_OH_MY_POSH = """\
New-Module -Name posh {
  $script:drawn = { "+$? $global:LASTEXITCODE+ " }
  Set-Item -Path Function:global:prompt -Value $script:drawn
} | Import-Module -Global"""
WRAPS = "$global:Old = $function:prompt; function global:prompt { '#' + (& $global:Old) }"
SHOWN = "prod/Admin 59m "
ENDS = "aws-session: the session in this shell ends within ten minutes"


def run(place: Place, *lines: str, left: int = 3_590) -> list[str]:
    """Return a script's stdout and stderr, as lines."""
    POWERSHELL.require()
    script = "\n".join(("$PSStyle.OutputRendering = 'PlainText'", *lines, ""))
    environ = {
        "AWS_SESSION_LABEL": "prod/Admin",
        "AWS_SESSION_EXPIRES": str(int(time.time()) + left),
    }
    done = POWERSHELL.run(script, cwd=place.folder, env=place.environ | environ)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


FAILED = "sh -c 'exit 7'; prompt"
WORKED = "sh -c 'exit 0'; prompt"


@pytest.mark.parametrize("strict", ["", "Set-StrictMode -Version Latest"])
def test_the_prompt_that_was_there_finds_the_status_as_it_was(place: Place, strict: str) -> None:
    found = run(
        place,
        strict,
        *(line for own in (OWN, LIKE_STARSHIP) for line in (own, LABEL, WARN, FAILED, WORKED)),
        *(LIKE_OH_MY_POSH, LABEL, FAILED, WORKED),
    )

    assert found == [
        f"{SHOWN}<False 7> ",
        f"{SHOWN}<True 0> ",
        f"{SHOWN}*False 7* ",
        f"{SHOWN}*True 0* ",
        f"{SHOWN}+False 7+ ",
        f"{SHOWN}+True 0+ ",
    ]


@pytest.mark.parametrize(
    "profile",
    [
        (OWN, LABEL, WARN),
        (LABEL, WARN),
        (WARN, OWN, LABEL),
        (LABEL, LABEL, WARN, WARN),
        (OWN, WARN, LABEL, WRAPS, LABEL, WARN),
    ],
    ids=str,
)
def test_a_profile_that_is_loaded_again_shows_each_once(
    place: Place, profile: tuple[str, ...]
) -> None:
    draw = "$text = prompt; if ($text -isnot [string]) { 'not one' }; $text"
    found = run(place, *profile, *profile, draw, draw, left=300)

    shown = [line for line in found if line != ENDS]
    assert len(shown) == 2
    assert [line.count("prod/Admin 4m") for line in shown] == [1, 1]
    assert found.count(ENDS) == 1


def test_a_prompt_that_is_loaded_after_them_is_wrapped_at_the_next_load(place: Place) -> None:
    found = run(place, LABEL, WARN, OWN, "prompt", LABEL, WARN, FAILED)

    assert found == ["<True 0> ", f"{SHOWN}<False 7> "]


def test_a_constrained_shell_gets_them_too(place: Place) -> None:
    constrained = "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'"
    found = run(place, constrained, OWN, LABEL, WARN, FAILED, left=300)

    assert found == [ENDS, "prod/Admin 4m <False 7> "]


def test_both_are_one_piece_of_code() -> None:
    mark = "# The existing prompt"
    _, _, shared = init.template("powershell", "warn.ps1").partition(mark)

    assert shared
    assert EXAMPLE.read_text("utf-8").partition(mark)[2] == shared
