"""TAB in PowerShell, where it is installed: `TabExpansion2` answers as the key does."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from aws_session.model.account import Account
from aws_session.shells.powershell import completion
from aws_session.storage.account_cache import AccountCache
from real.shells.interpreters import ALL

SCRIPT = Path(__file__).resolve().parents[3] / "completions" / "aws-session.ps1"
NAMES = (
    "prod",
    "R&D team",
    "it's $(1)",
    "l\u2019\u201bheure",
    "café ñ",
    "\U0001f600",
    'say "hi"',
    "a,b@c",
)


def test_lines_are_ascii_and_are_what_net_unescapes() -> None:
    text = completion.render([(name, "") for name in NAMES], completion.read(("1", "pose")))
    lines = text.splitlines()
    units = (line.encode().decode("unicode_escape") for line in lines)

    assert text.isascii()
    assert [text.encode("utf-16", "surrogatepass").decode("utf-16") for text in units] == [*NAMES]
    assert lines[0] == "prod"
    assert lines[3] == r"l\u2019\u201bheure"


def test_descriptions_come_where_they_are_asked_for() -> None:
    named = [("R&D team", "654321098765"), ("prod", "")]
    old = completion.render(named, completion.read(("1", "pose")))
    new = completion.render(named, completion.read(("described", "1", "pose")))

    assert old == "R\\u0026D\\u0020team\nprod\n"
    assert new == "R\\u0026D\\u0020team\t654321098765\nprod\t\n"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    next(shell for shell in ALL if shell.name == "pwsh").require()
    scripts = str(Path(sys.executable).parent)
    given = {
        **os.environ,
        "PATH": os.pathsep.join((scripts, os.environ["PATH"])),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_SESSION_CONFIG": str(tmp_path / "config.toml"),
    }
    (tmp_path / "config").write_text("[profile work]\n")
    (tmp_path / "afile").touch()
    (tmp_path / "bfile of mine").touch()
    accounts = (Account(f"{900000000000 + number}", name) for number, name in enumerate(NAMES))
    AccountCache(given, "aws", "111122223333").write(accounts, 0)
    return given


def matches(
    environ: dict[str, str], lines: Sequence[str], setting: str = "", shown: str = "CompletionText"
) -> list[list[str]]:
    """Return TAB's candidates at the end of each line, in UTF-8, through a file."""
    folder = Path(environ["AWS_CONFIG_FILE"]).parent
    (folder / "lines").write_text("\n".join(lines), encoding="utf-8")
    code = (
        f". '{SCRIPT}'\n"
        f'function Offered($Found) {{ @($Found | ForEach-Object {{ $_.{shown} }}) -join "`t" }}\n'
        "$all = @(Get-Content lines -Encoding utf8)\n"
        f"{setting}\n"
        "$offered = foreach ($line in $all) {\n"
        "  Offered (TabExpansion2 $line $line.Length).CompletionMatches\n}\n"
        "$ExecutionContext.SessionState.LanguageMode\n"
        "Set-Content offered $offered -Encoding utf8\n"
    )
    script = folder / "complete.ps1"
    script.write_text(code, encoding="utf-8")
    subprocess.run(
        ["pwsh", "-NoProfile", "-NonInteractive", "-File", str(script)],
        env=environ, cwd=folder, check=True, timeout=120,
    )  # fmt: skip
    found = (folder / "offered").read_text(encoding="utf-8").splitlines()
    return [[each for each in line.split("\t") if each] for line in found]


OFFERED = {
    "aws-session po": ["pose", "policy"],
    "aws-session pose pr": ["prod"],
    "aws-session pose R": ["'R&D team'"],
    "aws-session pose 'R": ["'R&D team'"],
    "aws-session pose it": ["'it''s $(1)'"],
    "aws-session pose l": ["'l\u2019\u2019\u201b\u201bheure'"],
    "aws-session pose caf": ["'café ñ'"],
    "aws-session pose say": ["'say \"hi\"'"],
    "aws-session -p ": ["work"],
    "aws-session pose prod Org": ["OrganizationAccountAccessRole"],
    # The other name, and the program's name with a call in front.
    "aws_session pose pr": ["prod"],
    "& aws-session pose pr": ["prod"],
    # Nothing matches: no file is offered instead.
    "aws-session pose afi": ["afi"],
    # The match is a file.
    "aws-session pose prod --policy afi": [f".{os.sep}afile"],
    "aws-session pose prod --policy=afi": [f"--policy=.{os.sep}afile"],
    "aws-session pose prod --policy=bf": [f"'--policy=.{os.sep}bfile of mine'"],
}


@pytest.mark.parametrize("setting", ["", "Set-StrictMode -Version Latest"])
def test_tab_completes_in_powershell(environ: dict[str, str], setting: str) -> None:
    raising = "$PSNativeCommandUseErrorActionPreference = $true" if setting else ""
    found = matches(environ, [*OFFERED], f"{setting}\n{raising}")

    assert dict(zip(OFFERED, found, strict=True)) == OFFERED


def test_tab_completes_in_a_constrained_shell(environ: dict[str, str]) -> None:
    constrained = "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'"
    lines = ["aws-session po", "aws-session pose R"]
    found = matches(environ, lines, constrained)

    assert found == [OFFERED[line] for line in lines]


def test_tab_describes_each_candidate(environ: dict[str, str]) -> None:
    lines = ["aws-session pose pr", "aws-session renew --dur", "aws-session -p w"]
    found = matches(environ, lines, shown="ToolTip")

    assert found[0] == ["900000000000"]
    assert len(found[1][0].split()) > 2
    assert found[2] == ["work"]


def test_tab_completes_the_command_after_the_dashes(environ: dict[str, str]) -> None:
    own = (
        "Register-ArgumentCompleter -Native -CommandName mine -ScriptBlock "
        "{ param($word) 'first', 'second' | Where-Object { $_ -like \"$word*\" } }"
    )
    lines = ["aws-session exec -- printen", "aws-session exec prod Admin -- mine se"]
    found = matches(environ, lines, own)

    assert "printenv" in found[0]
    assert found[1] == ["second"]
