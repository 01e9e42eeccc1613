"""What a profile evaluates: how little it loads, from which scope, and where files are missing."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from aws_session.shells import init
from real.init.loading import LOAD
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
SHOW = "@(Get-Alias | Where-Object Definition -like *aws-session.ps1).Name -join ' '"
ODD = "it's \u2019s \u00e9 SOURCE LINE FILE $x"
CONSTRAINED = "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'"


def kept(program: str, options: init.Options | None = None) -> str:
    """Return the line as it stands in the profile once it has been pasted."""
    options = options or init.Options()
    printed = init.function("powershell", program, options, kept=True)
    pasted = init.rc_line("powershell", options, printed)
    quoted, _, _ = pasted.removeprefix("'").rpartition("' | ForEach-Object")
    return quoted.replace("''", "'")


def carry_out(place: Place, *lines: str, **environ: str) -> list[str]:
    done = POWERSHELL.run("\n".join((*lines, "")), cwd=place.folder, env=place.environ | environ)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def program(place: Place) -> str:
    found = shutil.which("aws-session", path=place.environ["PATH"])
    assert found
    return found


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (init.Options(), "aws_session aws-session"),
        (init.Options(cmd="mfa"), "aws_session mfa"),
        (init.Options(warn=True), "aws_session aws-session"),
        (init.Options(cmd="mfa_2", renew=True), "aws_session mfa_2"),
    ],
    ids=["plain", "cmd", "warn", "renew"],
)
def test_loading_starts_nothing_and_loads_no_module(
    place: Place, options: init.Options, names: str
) -> None:
    counting = place.folder / "counting"
    counting.write_text('#!/bin/sh\necho "$1" >>starts\nexec aws-session "$@"\n')
    counting.chmod(0o755)
    modules = "[IO.File]::WriteAllText('{}', (Get-Module).Name -join ' ')"
    line = kept(str(counting), options)
    started = "[IO.File]::Exists('starts')"
    found = carry_out(
        place,
        f"[Environment]::CurrentDirectory = '{place.folder}'",
        modules.format("before"), line, "prompt > $null", line, "prompt > $null",
        modules.format("after"), started, SHOW, "aws_session version > $null", started,
    )  # fmt: skip
    before, after = ((place.folder / name).read_text() for name in ("before", "after"))

    assert after == before
    assert found == ["False", names, "True"]


def test_the_line_of_the_pages_loads_no_module_either(place: Place) -> None:
    found = carry_out(place, LOAD["powershell"], "(Get-Module).Name", SHOW)

    assert found == ["aws_session aws-session"]


@pytest.mark.parametrize("how", ["kept", "typed", "piped"])
def test_a_function_that_loads_it_loads_it_for_everyone(place: Place, how: str) -> None:
    lines = {
        "kept": kept(program(place)),
        "typed": LOAD["powershell"],
        "piped": "aws-session init powershell | Out-String | Invoke-Expression",
    }
    found = carry_out(
        place,
        "Set-StrictMode -Version Latest",
        f"function load {{ {lines[how]} }}",
        "function outer { load }",
        "outer",
        SHOW,
        "$AwsSessionProgram",
        "(TabExpansion2 'aws-session sta' 15).CompletionMatches.CompletionText",
    )

    assert found == ["aws_session aws-session", program(place), "status"]


def test_it_is_loaded_in_a_constrained_shell(place: Place) -> None:
    line = kept(program(place), init.Options(cmd="mfa", warn=True))
    found = carry_out(place, CONSTRAINED, line, SHOW, "mfa version", "prompt > $null")

    assert found[0] == "aws_session mfa"
    assert found[1:] == [place.program("version").stdout.strip()]


@pytest.mark.parametrize(
    "options", [init.Options(warn=True), init.Options(renew=True)], ids=["warn", "renew"]
)
def test_it_is_loaded_where_files_may_not_run(place: Place, options: init.Options) -> None:
    printed = init.function("powershell", program(place), options)
    # Only Windows has policies that refuse files.
    refused = printed.replace(". $AwsSessionFile;", "throw 'refused';", 1)
    found = carry_out(
        place, refused, SHOW, "aws_session version", "prompt > $null",
        "(TabExpansion2 'aws-session sta' 15).CompletionMatches.CompletionText",
    )  # fmt: skip

    assert refused != printed
    assert found == ["aws_session aws-session", place.program("version").stdout.strip(), "status"]


def test_paths_may_have_any_characters(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = place.folder / ODD
    shutil.copytree(init.folder("powershell"), odd / "powershell")
    monkeypatch.setattr(init, "_FOLDER", str(odd))
    own = odd / "aws-session"
    own.symlink_to(program(place))
    lines = (
        kept(str(own), init.Options(warn=True)),
        init.function("powershell", str(own), init.Options()),
    )
    for line in lines:
        assert line.isascii()
        found = carry_out(
            place, line, "aws-session version", "(Get-Alias aws-session).Definition",
            "(TabExpansion2 'aws-session sta' 15).CompletionMatches.CompletionText",
        )  # fmt: skip

        assert found == [
            place.program("version").stdout.strip(),
            str(odd / "powershell") + "/aws-session.ps1",
            "status",
        ]


def test_where_the_files_have_moved_the_program_says_where_they_are(place: Place) -> None:
    folder = init.folder("powershell")
    line = kept("/gone/aws-session", init.Options(cmd="mfa")).replace(folder, "/gone")
    found = carry_out(place, line, SHOW, "$AwsSessionProgram")

    assert folder not in line
    assert found == ["aws_session mfa", program(place)]


@pytest.mark.parametrize("how", ["kept", "typed"])
def test_a_shell_that_was_open_while_they_moved_loads_it_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    here = init.folder("powershell")
    with monkeypatch.context() as patch:
        patch.setattr(init, "_FOLDER", str(place.folder / "earlier"))
        shutil.copytree(here, init.folder("powershell"))
        earlier = kept(program(place))
    again = earlier if how == "kept" else init.loading("powershell").line.replace("NAME", "pwsh")
    found = carry_out(
        place,
        earlier,
        "(Get-Alias aws-session).Definition",
        f"Remove-Item -Recurse '{place.folder / 'earlier'}'",
        again,
        "(Get-Alias aws-session).Definition",
        "aws-session version",
    )

    assert found == [
        str(place.folder / "earlier" / "powershell" / "aws-session.ps1"),
        f"{here}/aws-session.ps1",
        place.program("version").stdout.strip(),
    ]


def compiled(place: Place, name: str, line: str) -> int:
    """Return how many methods .NET compiles before the prompt, with a line in the profile."""
    home = place.folder / name
    profile = home / ".config" / "powershell" / "Microsoft.PowerShell_profile.ps1"
    profile.parent.mkdir(parents=True)
    profile.write_text(f"{line}\n")
    environ = {name: value for name, value in place.environ.items() if not name.startswith("XDG_")}
    # Without what is compiled again.
    environ |= {"HOME": str(home), "DOTNET_TC_CallCounting": "0"}
    count = "[System.Runtime.JitInfo]::GetCompiledMethodCount($false)"
    words = ("pwsh", "-NoLogo", "-NonInteractive", "-Command", count)
    # The first run also fills caches.
    return min(int(subprocess.check_output(words, env=environ)) for _ in range(3))


def test_little_is_compiled_before_the_prompt(place: Place) -> None:
    POWERSHELL.require()
    empty = compiled(place, "empty", "")
    pasted = compiled(place, "pasted", kept(program(place)))
    typed = compiled(place, "typed", init.loading("powershell").line.replace("NAME", "powershell"))

    assert empty < pasted < empty + 500
    assert pasted < typed < empty + 900


def test_where_it_is_not_installed_the_line_says_nothing(place: Place) -> None:
    line = kept("/gone/aws-session").replace(init.folder("powershell"), "/gone")
    only = place.folder / "only"
    only.mkdir()
    found = shutil.which("pwsh", path=place.environ["PATH"])
    assert found
    (only / "pwsh").symlink_to(found)
    path = {"PATH": f"{only}:/usr/bin:/bin"}

    assert carry_out(place, line, "'loaded'", **path) == ["loaded"]
    assert carry_out(place, init.loading("powershell").line, "'loaded'", **path) == ["loaded"]


def test_what_is_sourced_leaves_only_what_is_used_later(place: Place) -> None:
    found = carry_out(
        place,
        "$before = @(Get-Variable).Name + @(Get-ChildItem Function:).Name + 'before' + 'line'",
        kept(program(place)),
        "@(@(Get-Variable) + @(Get-ChildItem Function:) | Where-Object Value -ne $null | "
        "Where-Object Name -notin $before).Name",
        "@(Get-ChildItem Function:AwsSession*).Name",
    )

    assert sorted(found) == ["AwsSessionCompleter", "AwsSessionFolder", "AwsSessionProgram"]


def test_tab_knows_a_users_alias_from_its_first_use_or_by_one_line(place: Place) -> None:
    found = carry_out(
        place,
        kept(program(place)),
        "function tab($Line) {",
        "  (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText -join ' ' }",
        "Set-Alias awss aws-session; Set-Alias as awss",
        "Register-ArgumentCompleter -Native -CommandName as -ScriptBlock $AwsSessionCompleter",
        "tab 'as sta'",
        "tab 'awss sta'",
        "$null = awss version",
        "tab 'awss sta'",
        "tab 'awss status --at'",
        "tab 'aws-session sta'",
    )

    assert found == ["status", "", "status", "--at-least", "status"]
