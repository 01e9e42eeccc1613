"""Tables, reports and help on terminals of several widths."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pexpect
import pyte
import pytest

from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from real.journeys.place import Place, Sitting

UTF8 = {"LANG": "C.UTF-8", "TERM": "xterm", "PAGER": "cat"}
WIDTHS = [40, 80, 120]
PAGES = [("help",), ("help", "pose"), ("help", "errors"), ("policy",), ("doctor", "--offline")]


def on_terminal(
    place: Place, *words: str, environ: Mapping[str, str], columns: int = 80, typed_to: str = ""
) -> str:
    """Run the program alone on a terminal; return all its output there."""
    argv = ["aws-session", *words]
    if typed_to:
        argv = ["sh", "-c", f'aws-session "$@" {typed_to}', "sh", *words]
    process = pexpect.spawn(
        argv[0],
        argv[1:],
        cwd=str(place.folder),
        env=bare_environment(place.home) | place.environ | dict(environ),
        dimensions=(50, columns),
        timeout=40,
    )
    text: bytes = process.read()
    process.close()
    return text.decode().replace("\r\n", "\n")


def lines_of(text: str, columns: int) -> Iterator[str]:
    screen = pyte.Screen(columns, 1000)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(text)
    return (line.rstrip() for line in screen.display)


@pytest.fixture
def environ(place: Place, sitting: Sitting) -> dict[str, str]:
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0, sitting.notices
    return {name: value.decode() for name, value in sitting.environ.items()} | UTF8


@pytest.mark.parametrize("columns", WIDTHS)
def test_accounts_are_all_there_with_their_whole_ids(
    place: Place, environ: dict[str, str], columns: int
) -> None:
    piped = place.program("accounts", environ=environ).stdout
    ids = [line.split("\t")[0] for line in piped.splitlines()]
    text = on_terminal(place, "accounts", environ=environ, columns=columns)
    lines = list(lines_of(text, columns))

    assert len(ids) == 12
    assert [line[:12] for line in lines if line[:12].isdigit()] == ids
    assert "Customer Portal (EU)" in "\n".join(lines)
    assert all(len(line) <= columns for line in re.sub(r"\x1b\[\d*m", "", text).splitlines())


def test_many_accounts_are_counted_on_stderr_and_listed_line_by_line(
    place: Place, environ: dict[str, str]
) -> None:
    place.company.cloud.add_members(300)
    counted = on_terminal(place, "accounts", environ=environ, typed_to=">/dev/null")
    text = on_terminal(place, "accounts", environ=environ)
    piped = place.program("accounts", environ=environ).stdout

    assert " 0 accounts" not in counted
    assert re.search(r" (\d\d|\d\d\d) accounts", counted)
    assert not any(lines_of(counted, 80))
    assert "\x1b[?25h" in counted.rpartition("\x1b[?25l")[2]
    assert "\x1b" not in text
    assert [line.split("\t")[0] for line in text.splitlines()] == [
        "ID",
        *(line.split("\t")[0] for line in piped.splitlines()),
    ]
    assert piped.count("\n") == 312


@pytest.mark.parametrize(
    "own", [{"TERM": "dumb"}, {"TERM": "unknown"}, {"ACCESSIBLE": "1"}], ids=str
)
def test_a_terminal_that_moves_no_cursor_sees_no_counting(
    place: Place, environ: dict[str, str], own: dict[str, str]
) -> None:
    place.company.cloud.add_members(60)
    environ |= own

    assert on_terminal(place, "accounts", environ=environ, typed_to=">/dev/null").strip() == ""


def test_a_listing_that_is_interrupted_leaves_a_cursor_and_a_clean_line(
    place: Place, environ: dict[str, str]
) -> None:
    place.company.cloud.add_members(8_000)
    process = pexpect.spawn(
        "aws-session",
        ["accounts", "--refresh"],
        env=bare_environment(place.home) | place.environ | environ,
        dimensions=(50, 80),
        timeout=40,
    )
    process.expect(rb"\d accounts")
    seen = process.before + process.after
    process.sendintr()
    seen += process.read()
    process.close()
    lines = [line for line in lines_of(seen.decode(), 80) if line]

    assert process.exitstatus == 130
    assert seen.rindex(b"\x1b[?25h") > seen.rindex(b"\x1b[?25l")
    assert not [line for line in lines if "accounts" in line]


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("words", PAGES)
def test_a_page_fits_and_is_the_same_without_colours(
    place: Place, words: tuple[str, ...], columns: int
) -> None:
    coloured = on_terminal(place, *words, environ=UTF8, columns=columns)
    plain = on_terminal(place, *words, environ=UTF8 | {"NO_COLOR": "1"}, columns=columns)
    dumb = on_terminal(place, *words, environ=UTF8 | {"TERM": "dumb"}, columns=columns)

    assert "\x1b[1m" in coloured
    assert "\x1b" not in plain
    assert plain == dumb
    text = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    # Spaces that fill a title's place are coloured.
    assert [line.rstrip() for line in text.splitlines()] == plain.splitlines()
    wide = [line for line in plain.splitlines() if len(line) > columns]
    # The terminal breaks a path or an ARN after its title, and a line to type.
    assert [line for line in wide if len(line[14:].split()) > 1 and "aws" not in line] == []


@pytest.mark.parametrize("words", PAGES[3:])
def test_a_terminal_without_unicode_gets_ascii(place: Place, words: tuple[str, ...]) -> None:
    text = on_terminal(place, *words, environ={"LC_ALL": "C", "TERM": "xterm"})

    assert text.isascii()


def test_status_does_not_wait_for_rich(place: Place, environ: dict[str, str]) -> None:
    environ |= {"PYTHONPROFILEIMPORTTIME": "1"}
    status = on_terminal(place, "status", environ=environ)
    policy = on_terminal(place, "policy", environ=environ)

    assert "aws_session.commands.status" in status
    assert "rich" not in status
    assert "rich.table" in policy


def test_colours_that_are_forced_stay_out_of_a_pipe(place: Place, environ: dict[str, str]) -> None:
    forced = environ | {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "TTY_COMPATIBLE": "1"}
    for words in (("accounts",), ("devices",), *PAGES[:4]):
        usual = place.program(*words, environ=environ)
        done = place.program(*words, environ=forced)

        assert isinstance(done, subprocess.CompletedProcess)
        assert (done.stdout, done.stderr) == (usual.stdout, usual.stderr)
        assert "\x1b" not in done.stdout


RED = "aws-session: \x1b[1;31merror:\x1b[0m 'nonsense' is not a command"
PLAIN = "aws-session: error: 'nonsense' is not a command"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, RED),
        ({"NO_COLOR": ""}, RED),
        ({"NO_COLOR": "1"}, PLAIN),
        ({"TERM": "dumb"}, PLAIN),
        ({"TERM": ""}, PLAIN),
    ],
)
def test_an_error_is_red_where_the_terminal_has_colours(
    place: Place, environ: dict[str, str], expected: str
) -> None:
    said = on_terminal(place, "nonsense", environ=UTF8 | environ)

    assert said.startswith(expected)


def test_an_error_in_a_pipe_is_plain_and_a_notice_is_not_called_an_error(
    place: Place, sitting: Sitting
) -> None:
    refused = place.program("nonsense", environ=UTF8)
    sitting.enter("aws-session end")

    assert refused.stderr.startswith(PLAIN)
    assert sitting.notices == "aws-session: this shell has no session to end\n"


@pytest.mark.parametrize("own", [{}, {"NO_COLOR": "1"}], ids=["colours", "no colours"])
def test_the_list_is_without_colours_on_request(
    place: Place, environ: dict[str, str], own: dict[str, str]
) -> None:
    process = pexpect.spawn(
        "aws-session",
        ["pose", "--print"],
        env=bare_environment(place.home) | place.environ | environ | UTF8 | own,
        dimensions=(50, 80),
        timeout=40,
    )
    process.expect_exact(b"Esc: leave")
    seen = process.before
    process.send("\x1b")
    process.read()
    process.close()
    modes = {
        int(mode) for part in re.findall(rb"\x1b\[([\d;]+)m", seen) for mode in part.split(b";")
    }
    # Bold, reversed and back are no colours.
    colours = {mode for mode in modes if mode >= 30}

    assert modes > colours
    assert bool(colours) is not bool(own)
