"""TAB in PowerShell, where it is installed: `TabExpansion2` answers as the key does."""

import os
import subprocess
import sys
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
    accounts = (Account(f"{900000000000 + number}", name) for number, name in enumerate(NAMES))
    AccountCache(given, "aws", "111122223333").write(accounts, 0)
    return given


def matches(environ: dict[str, str], line: str) -> list[str]:
    """Return what TAB offers at the end of a line, in UTF-8 by way of a file."""
    file = Path(environ["XDG_CACHE_HOME"]).parent / "matches"
    code = (
        f". '{SCRIPT}'\n"
        "$found = (TabExpansion2 $Env:LINE $Env:LINE.Length).CompletionMatches.CompletionText\n"
        f"[IO.File]::WriteAllLines('{file}', [string[]]@($found))\n"
    )
    script = file.with_suffix(".ps1")
    script.write_text(code, encoding="utf-8")
    subprocess.run(
        ["pwsh", "-NoProfile", "-NonInteractive", "-File", str(script)],
        env=environ | {"LINE": line}, check=True, timeout=120,
    )  # fmt: skip
    return file.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("aws-session po", ["pose", "policy"]),
        ("aws-session pose pr", ["prod"]),
        ("aws-session pose R", ["'R&D team'"]),
        ("aws-session pose 'R", ["'R&D team'"]),
        ("aws-session pose it", ["'it''s $(1)'"]),
        ("aws-session pose l", ["'l\u2019\u2019\u201b\u201bheure'"]),
        ("aws-session pose caf", ["'café ñ'"]),
        ("aws-session pose say", ["'say \"hi\"'"]),
        ("aws-session -p ", ["work"]),
        ("aws-session pose prod Org", ["OrganizationAccountAccessRole"]),
    ],
)
def test_tab_completes_in_powershell(
    environ: dict[str, str], line: str, offered: list[str]
) -> None:
    assert matches(environ, line) == offered
