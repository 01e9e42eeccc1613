"""The programs on the page about codes, as stand-ins that print a code in the same way."""

from __future__ import annotations

import base64
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from aws_session.cli import topics
from real import programs
from real.journeys.place import Place, Sitting, company, in_front_of
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = topics.read("codes").partition("## Where codes come from\n")[2]
ROWS = re.findall(r"^\| .*? \| `(.*)` \|$", PAGE, re.MULTILINE)
LINES = [line.replace("\\|", "|") for line in ROWS]
PRINTED = {"bw": "CODE"}
"""A program's output if it is more than the code and a newline."""

DASH = next(shell for shell in ALL if shell.name == "dash")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with in_front_of(tmp_path, company()) as made:
        yield made


def _stand_in(place: Place, words: list[str], printed: str, folder: Path) -> None:
    """Write a program that prints a text if it is called with these words; in a pipe, it reads."""
    name, *arguments = words
    reads = "-" in arguments
    script = folder / name
    script.write_text(
        "#!/bin/sh\n"
        + "".join(
            f'test "${number}" = {shlex.quote(word)} || exit 1\n'
            for number, word in enumerate(arguments, 1)
        )
        + f"test $# = {len(arguments)} || exit 1\n"
        + ('test "$(cat)" = THESECRET || exit 1\n' if reads else "")
        + f"printf %s {shlex.quote(printed)}\n"
    )
    script.chmod(0o755)


def _programs(place: Place, line: str) -> str:
    """Put the programs of a line on PATH; return PATH."""
    folder = place.folder / "programs"
    folder.mkdir()
    code = place.fresh_code()
    *first, last = line.split(" | ")
    for each in first:
        _stand_in(place, shlex.split(each), "THESECRET\n", folder)
    words = shlex.split(last)
    _stand_in(place, words, PRINTED.get(words[0], "CODE\n").replace("CODE", code), folder)
    return f"{folder}:{place.environ['PATH']}"


def test_the_page_has_the_programs_that_people_have() -> None:
    assert [line.split()[0] for line in LINES] == [
        "ykman", "op", "bw", "pass", "gopass", "security", "zenity", "kdialog", "osascript",
    ]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_code_from_a_program_starts_a_session(place: Place, line: str) -> None:
    settings = place.folder / "config.toml"
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    settings.write_text(f'[profiles.default]\nmfa_command = "{quoted}"\n')
    environ = {"PATH": _programs(place, line), "AWS_SESSION_CONFIG": str(settings)}
    sitting = Sitting.at(place, DASH, environ)
    sitting.enter("aws-session")

    assert sitting.status == 0, sitting.notices
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]


@pytest.mark.parametrize("line", LINES[:2])
def test_the_variable_and_the_aws_config_take_the_same_lines(place: Place, line: str) -> None:
    path = _programs(place, line)
    by_variable = Sitting.at(place, DASH, {"PATH": path, "AWS_SESSION_MFA_COMMAND": line})
    by_variable.enter("aws-session")
    (place.folder / "programs" / line.split(maxsplit=1)[0]).unlink()
    (place.folder / "programs").rmdir()
    place.config(f"[default]\nmfa_process = {line}\n")
    by_config = Sitting.at(place, DASH, {"PATH": _programs(place, line)})
    by_config.enter("aws-session")

    assert (by_variable.status, by_config.status) == (0, 0), by_config.notices


def test_oathtool_makes_the_code_that_a_phone_shows(place: Place) -> None:
    programs.require("oathtool")
    line = next(line for line in LINES if "oathtool" in line)
    secret = base64.b32encode(place.company.device.seed).decode()
    folder = place.folder / "programs"
    folder.mkdir()
    _stand_in(place, shlex.split(line.split(" | ")[0]), f"{secret}\n", folder)
    sitting = Sitting.at(
        place,
        DASH,
        {"PATH": f"{folder}:{place.environ['PATH']}", "AWS_SESSION_MFA_COMMAND": line},
    )
    sitting.enter("aws-session")

    assert sitting.status == 0, sitting.notices
