"""The output for Windows' shells, checked by its text; and by running it, if pwsh is here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from aws_session import shells
from aws_session.shells import init
from real.journeys.place import read_environment
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

POWERSHELL = next(shell for shell in ALL if shell.name == "pwsh")
SCRIPTS = init.folder("powershell")
SCRIPT = init.template("powershell", "aws-session.ps1")


def _program(place: Place) -> str:
    found = shutil.which("aws-session", path=place.environ["PATH"])
    assert found
    return found


def test_powershell_gets_an_alias_of_a_script(place: Place) -> None:
    text = place.program("init", "powershell", "--cmd", "mfa").stdout

    aliases = f"${{alias:aws_session}} = ${{alias:mfa}} = '{Path(SCRIPTS, 'aws-session.ps1')}'"
    as_text = "'. ([scriptblock]::Create([IO.File]::ReadAllText($AwsSessionFile)))'"
    assert text == (
        f"try {{ $AwsSessionProgram = '{_program(place)}'; $AwsSessionName = 'mfa'; "
        f"$AwsSessionFolder = '{SCRIPTS}'; $AwsSessionFile = '{Path(SCRIPTS, 'init.ps1')}'; "
        f". $AwsSessionFile; {aliases} }} catch {{ Invoke-Expression {as_text}; {aliases} }}\n"
    )


def test_powershells_script_is_ascii_for_any_encoding(place: Place) -> None:
    assert place.program("init", "pwsh").returncode == 0
    assert SCRIPT.isascii()


def test_powershells_script_is_given_nothing_that_children_get() -> None:
    taken_back = SCRIPT.index("finally {")
    evaluated = SCRIPT.index("Invoke-Expression $code")

    assert "Remove-Item Env:AWS_SESSION_EMIT_FD" in SCRIPT[taken_back:evaluated]
    assert "$Env:AWS_SESSION_SHELL = $shell" in SCRIPT[taken_back:evaluated]


def test_a_program_to_run_comes_in_powershells_own_quotes() -> None:
    line = shells.dialect("powershell").run_program(("/opt/it's", "", "a b", "\u2019", "$x"))

    assert line == "& '/opt/it''s' '' 'a b' (-join([char]8217)) '$x';\n"


def test_cmd_gets_a_macro_and_hears_what_that_cannot_do(place: Place) -> None:
    *remarks, macro = place.program("init", "cmd").stdout.splitlines()

    assert all(line.startswith("rem ") for line in remarks)
    assert "not in scripts, no pipe, no redirection, no exit status" in remarks[0]
    assert macro == (
        """doskey aws-session=for /f "delims=" %i in ('set AWS_SESSION_SHELL^=cmd^&"""
        f"""set AWS_SESSION_EMIT_FD^=1^&"{_program(place)}" $*') do @%i"""
    )


def test_cmd_is_asked_to_run_what_prints(place: Place) -> None:
    given = {"AWS_SESSION_SHELL": "cmd", "AWS_SESSION_EMIT_FD": "1"}
    done = place.program("status", "--json", environ=given)

    assert done.stdout == f'"{_program(place)}" "status" "--json"\n'


def test_in_powershell_the_alias_does_it(place: Place) -> None:
    POWERSHELL.require()
    script = place.folder / "script.ps1"
    script.write_text(
        "aws-session init powershell | Out-String | Invoke-Expression\n"
        f"aws-session '{place.fresh_code()}'\n"
        "& sh -c 'env -0 > in'\n"
        "aws-session version\n"
        "aws-session frobnicate && 'went on'\n"
        '"<$LASTEXITCODE>"\n'
        "aws-session sandbox -- printf '[%s]' 'a  b' 'c,d'\n"
        "aws-session end\n"
        "& sh -c 'env -0 > out'\n"
    )
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-File", str(script)],
        cwd=place.folder, env=place.environ, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip

    version = place.program("version").stdout.strip()
    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in")
    assert "AWS_SESSION_TOKEN" not in read_environment(place.folder / "out")
    assert done.stdout.split() == [*version.split(), "<2>", "[a", "b][c,d]"]
