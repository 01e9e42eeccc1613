"""Data does nothing if a shell evaluates it by mistake."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aws_session.commands import accounts as account_rows
from aws_session.commands import devices as device_rows
from aws_session.commands import profiles as profile_rows
from aws_session.model.account import Account
from aws_session.terminal.output import Output
from real.shells.interpreters import ALL, Cell, Interpreter

COMMAND = "touch PWNED"
NAMES = (
    f"x; {COMMAND}; $({COMMAND}) `{COMMAND}` & ",
    f"&& {COMMAND} || {COMMAND} | {COMMAND} #",
    f"\n{COMMAND}\n",
    f"\r\n{COMMAND}\r\n",
    f"\\\n{COMMAND}\\n{COMMAND}\\",
    f'"; {COMMAND}; "',
    f"'; {COMMAND}; '",
    f"\u201d; {COMMAND}; \u201c \u2019; {COMMAND}; \u2018",
    f'" }} ]; {COMMAND}; [ {{ "',
    f"}} ; {COMMAND} ; {{ {COMMAND} }}",
    f") ; {COMMAND} ; ( {COMMAND} )",
    f"<({COMMAND}) >({COMMAND}) =({COMMAND}) @({COMMAND}) ({COMMAND}) !({COMMAND})",
    ">PWNED <PWNED >>PWNED 2>PWNED",
    "${x:=`touch PWNED`} ${(e):-$(touch PWNED)} $((a[$(touch PWNED)]))",
    "*(e:'touch PWNED':) *(+touch) ?;touch PWNED",
    "a[$(touch PWNED)]=1 -v a[$(touch PWNED)]",
    "=touch PWNED ~+ ~root !touch !! !$ ^touch^PWNED %1",
    "{touch,PWNED} {;,touch,PWNED,;}",
    f"\x85{COMMAND}\u2028{COMMAND}\u2029{COMMAND}\xa0{COMMAND}",
    "\x1b]0;title\x07\u202e\x00\x04",
    "__import__('os').system('touch PWNED')",
    "+-a !-~ ;-z",
    "-e touch PWNED",
)
_UNSPLIT = {"IFS=", "IFS='\t'"}
IFS = ('"', ":", ",", "0", "\t", "\\", "n", "u0")


def sheets(folder: Path) -> list[Path]:
    """Write every kind of data that contains foreign texts."""
    accounts = [
        Account(
            f"{number:012}", name, f"{name}@x", name.upper(), (name, name), (name,), (name, "b")
        )
        for number, name in enumerate(NAMES, 111122223333)
    ]
    serials = [f"arn:aws:iam::111122223333:mfa/{name}" for name in NAMES]
    cells = ("name", "kind", "source", "role", "region", "mfa_serial")
    ids: tuple[str | None, ...] = (None, "111122223333")
    profiles = [
        {**dict.fromkeys(cells, name), "account": account, "last_used": None, "used": None}
        for name in NAMES
        for account in ids
    ]
    files = []
    for kind in ("tsv", "json"):
        as_json = kind == "json"
        for number, some in enumerate((accounts, accounts[:1], accounts[-1:])):
            files.append(folder / f"{number}.{kind}")
            with opened(files[-1]) as output:
                account_rows.show(some, output, as_json=as_json)
        files.append(folder / f"devices.{kind}")
        with opened(files[-1]) as output:
            device_rows.show(serials, output, as_json=as_json)
        files.append(folder / f"profiles.{kind}")
        with opened(files[-1]) as output:
            profile_rows.show(profiles, output, 0, as_json=as_json)
    return files


@contextmanager
def opened(file: Path) -> Iterator[Output]:
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
    yield Output(descriptor, descriptor)
    os.close(descriptor)


def files_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if file.name != ".shell"}


def test_no_shell_runs_anything_that_a_name_says(
    shell: Interpreter, hostile_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    cat = shutil.which("cat")
    settings = dict(shell.settings)
    if shell.name not in {"fish", "tcsh", "elvish", "nu", "xonsh", "pwsh"}:
        settings |= {f"IFS={ifs!r}": f"IFS='{ifs}'" for ifs in IFS}
    cells = [
        Cell(shell.evaluate(f"{cat} {file}", form), setting)
        for file in sheets(tmp_path / "data")
        for form in shell.forms
        for setting in settings.values()
        # Unsplit, the whole array is one word, whose braces ksh would expand endlessly.
        if not (setting in _UNSPLIT and shell.dialect == "ksh" and file.suffix == ".json")
    ]
    before = files_in(hostile_folder)
    for cell in cells:
        # One script each: a text that is not a valid program must not hide the next.
        shell.run(f"{cell.setting}\n{cell.line}\n", cwd=hostile_folder, timeout=30)

        assert files_in(hostile_folder) == before, f"{cell.setting!r} {cell.line}"


@pytest.mark.parametrize("name", ["bash", "zsh", "fish", "dash"])
def test_the_same_names_unescaped_would_run(name: str, tmp_path: Path) -> None:
    shell = next(shell for shell in ALL if shell.name == name)
    shell.require()
    (tmp_path / "data").write_text(f"111122223333\t{NAMES[0]}\n")
    shell.run(shell.evaluate("cat data"), cwd=tmp_path)

    assert (tmp_path / "PWNED").exists()
