"""The man page through `help --man`, on a terminal and elsewhere, if `man` does not find it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

from real import programs

if TYPE_CHECKING:
    from real.journeys.place import Place

PAGE = Path(__file__).parents[3] / "src" / "man" / "aws-session.1"
PROGRAM = str(Path(sys.executable).with_name("aws-session"))


def test_without_a_terminal_it_is_printed_for_saving(place: Place) -> None:
    done = place.program("help", "--man")

    assert (done.stdout, done.stderr, done.returncode) == (PAGE.read_text(), "", 0)


def test_it_is_one_page(place: Place) -> None:
    done = place.program("help", "--man", "end")

    assert done.returncode == 2
    assert done.stderr == (
        "aws-session: error: there is one man page for all commands and topics\n"
        "  leave --man out: aws-session help end\n"
    )


@pytest.mark.parametrize("has_man", [True, False])
def test_on_a_terminal_man_shows_it(place: Place, tmp_path: Path, has_man: bool) -> None:
    path = tmp_path / "programs"
    path.mkdir()
    for name in ("man", "cat", "groff", "sh"):
        found = programs.require(name)
        if has_man or name != "man":
            (path / name).symlink_to(found)
    environ = {**place.environ, "PATH": f"{path}", "PAGER": "cat", "TERM": "dumb"}
    if has_man:
        environ["PATH"] += ":/usr/bin:/bin"
    child = pexpect.spawn(PROGRAM, ["help", "--man"], env=environ, timeout=60, encoding="utf-8")
    child.expect(pexpect.EOF)
    child.close()

    if has_man:
        assert "put a temporary AWS session into your current shell" in child.before
    else:
        assert child.before.replace("\r\n", "\n") == (
            "aws-session: error: man is not installed\n"
            "  to read the same pages, type: aws-session help\n"
        )
        assert child.exitstatus == 1
