from __future__ import annotations

import fcntl
import os
import struct
import termios
from typing import TYPE_CHECKING

import pytest
from rich.text import Text

from aws_session.terminal.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UTF8 = {"LANG": "en_GB.UTF-8", "TERM": "xterm"}
FILE = -1
"""An invalid descriptor, which is not a terminal."""


@pytest.fixture
def terminal() -> Iterator[Callable[[int], int]]:
    """Return a function that opens a terminal with so many columns."""
    opened: list[int] = []

    def of(columns: int) -> int:
        opened.extend(os.openpty())
        size = struct.pack("HHHH", 24, columns, 0, 0)
        fcntl.ioctl(opened[-1], termios.TIOCSWINSZ, size)
        return opened[-1]

    yield of
    for descriptor in opened:
        os.close(descriptor)


@pytest.mark.parametrize(("columns", "prose"), [(20, 40), (90, 90), (300, 120), (0, 80)])
def test_a_terminal_says_how_wide_it_is(
    terminal: Callable[[int], int], columns: int, prose: int
) -> None:
    page = Page(terminal(columns), UTF8)

    assert page.console.width == (columns or 80)
    assert page.columns == prose
    assert page.text([Text("x", "red")]) == "\x1b[31mx\x1b[0m\n"


def test_a_terminal_knows_better_than_columns_of_an_earlier_size(
    terminal: Callable[[int], int],
) -> None:
    assert Page(terminal(90), UTF8 | {"COLUMNS": "50"}).columns == 90
    assert Page(terminal(0), UTF8 | {"COLUMNS": "50"}).columns == 50


@pytest.mark.parametrize(
    ("environ", "colours", "sign"),
    [
        ({"NO_COLOR": "1"}, False, "✓"),
        ({"NO_COLOR": ""}, True, "✓"),
        ({"TERM": "dumb"}, False, "✓"),
        ({"TERM": "unknown"}, False, "✓"),
        ({"LC_ALL": "C"}, True, "ok"),
        ({"LC_ALL": "", "LC_CTYPE": "POSIX"}, True, "ok"),
        ({"LANG": "de_DE.utf8"}, True, "✓"),
    ],
)
def test_colours_and_signs_follow_the_users_settings(
    terminal: Callable[[int], int], environ: dict[str, str], colours: bool, sign: str
) -> None:
    page = Page(terminal(90), UTF8 | environ)

    assert page.columns == 90
    assert page.text([Text("x", "bold")]) == ("\x1b[1mx\x1b[0m\n" if colours else "x\n")
    assert page.sign("✓", "ok") == sign


@pytest.mark.parametrize(
    ("told", "columns"),
    [("", 80), ("100", 100), ("7", 40), ("9999", 120), ("99999", 80), ("x", 80), ("²", 80)],
)
def test_a_file_has_the_configured_width_and_no_colours(told: str, columns: int) -> None:
    page = Page(FILE, UTF8 | {"COLUMNS": told, "FORCE_COLOR": "1", "TTY_COMPATIBLE": "1"})

    assert page.columns == columns
    assert page.text([Text("x", "red")]) == "x\n"


def test_a_line_to_type_is_not_cut_at_its_hyphens() -> None:
    page = Page(FILE, {"COLUMNS": "40"})
    lines = page.paragraph("name another one: aws-session --profile NAME", "  > ")

    assert page.text(lines) == "  > name another one: aws-session\n    --profile NAME\n"


def test_a_word_that_is_wider_than_the_page_stays_whole(terminal: Callable[[int], int]) -> None:
    arn = f"arn:aws:iam::111122223333:role/{'x' * 60}"
    page = Page(terminal(40), UTF8 | {"NO_COLOR": "1"})

    assert page.text(page.paragraph(f"this is {arn}.", "    ")) == f"    this is\n    {arn}.\n"


def test_signs_that_cannot_be_shown_are_spelled() -> None:
    spelled, shown = Page(FILE, {}).paragraph("a … b"), Page(FILE, UTF8).paragraph("a … b")

    assert [line.plain for line in (*spelled, *shown)] == ["a ... b", "a … b"]


def test_square_brackets_are_not_markup(terminal: Callable[[int], int]) -> None:
    page = Page(terminal(80), UTF8)
    text = "[bold]x[/bold] [link=http://x]y :smile: 'z' 12"

    assert page.text(page.paragraph(text)) == f"{text}\n"
