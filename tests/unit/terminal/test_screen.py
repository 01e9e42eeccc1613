from __future__ import annotations

import fcntl
import os
import struct
import termios
from typing import TYPE_CHECKING

import pytest

from aws_session.terminal import screen
from aws_session.terminal.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

UTF8 = {"LANG": "en_GB.UTF-8", "TERM": "xterm"}


@pytest.fixture
def terminal() -> Iterator[int]:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 90, 0, 0))
    yield theirs
    os.close(ours)
    os.close(theirs)


def test_a_terminal_says_how_wide_it_is(terminal: int) -> None:
    assert screen.of(terminal, UTF8) == Screen(90, colours=True, unicode=True)


@pytest.mark.parametrize(
    ("environ", "colours", "unicode"),
    [
        ({"NO_COLOR": "1"}, False, True),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, False, True),
        ({"LC_ALL": "C"}, True, False),
        ({"LC_ALL": "", "LC_CTYPE": "POSIX"}, True, False),
        ({"LANG": "de_DE.utf8"}, True, True),
    ],
)
def test_colours_and_signs_are_what_its_owner_wants(
    terminal: int, environ: dict[str, str], colours: bool, unicode: bool
) -> None:
    found = screen.of(terminal, UTF8 | environ)

    assert (found.colours, found.unicode) == (colours, unicode)


@pytest.mark.parametrize(
    ("told", "columns"),
    [("", 80), ("100", 100), ("7", 40), ("9999", 120), ("99999", 80), ("x", 80)],
)
def test_a_file_is_as_wide_as_one_is_told(told: str, columns: int) -> None:
    reading, writing = os.pipe()
    found = screen.of(writing, UTF8 | {"COLUMNS": told})
    os.close(reading)
    os.close(writing)

    assert found == Screen(columns, colours=False, unicode=True)


def test_a_line_to_type_is_not_cut_at_its_hyphens() -> None:
    lines = Screen(40).wrapped("name another one: aws-session --profile NAME", "  > ")

    assert lines == ["  > name another one: aws-session", "    --profile NAME"]


def test_signs_that_cannot_be_shown_are_spelled() -> None:
    assert Screen().plain("a … b") == "a ... b"
    assert Screen(unicode=True).plain("a … b") == "a … b"
    assert Screen().sign("✓", "ok") == "ok"
    assert Screen(colours=True).styled("x", "red") == "\x1b[31mx\x1b[0m"
