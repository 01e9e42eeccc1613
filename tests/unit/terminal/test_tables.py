import fcntl
import json
import os
import struct
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest
from rich.table import Table

from aws_session.commands import accounts as account_rows
from aws_session.commands import devices as device_rows
from aws_session.commands.policy import Policy
from aws_session.model.account import Account
from aws_session.terminal import tables
from aws_session.terminal.output import Output

PROD = Account(
    "111122223333", "prod", "p@example.com", "ACTIVE", ("Admin",), ("settings", "organization"),
    ("live",),
)  # fmt: skip
HOSTILE = Account("222233334444", "R&D\t\x1b[31m\u202e\n", "", "CLOSED")
ALICE = "arn:aws:iam::111122223333:mfa/alice"
PHONE = "arn:aws:iam::111122223333:u2f/user/alice/key-1"


@pytest.fixture(autouse=True)
def _usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("TERM", "xterm")


class Reader:
    """Reads what is written to a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
        self.output = Output(descriptor, descriptor)

    def read(self) -> str:
        return self._file.read_text()


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Reader]:
    reader = Reader(tmp_path / "data")
    yield reader
    os.close(reader.output.for_child)


def written(columns: int, show: Callable[[Output], object]) -> str:
    """Return what a function writes to a terminal with so many columns."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    parts: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(ours, 65_536):
                parts.append(part)
        except OSError:
            # Linux reports this if nothing has the terminal open any more.
            return

    reading = threading.Thread(target=read)
    reading.start()
    show(Output(theirs, theirs))
    os.close(theirs)
    reading.join()
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def seen(columns: int, show: Callable[[Output], object]) -> pyte.Screen:
    """Return the screen of a terminal afterwards."""
    screen = pyte.Screen(columns, 400)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(written(columns, show))
    return screen


def lines_of(screen: pyte.Screen) -> list[str]:
    lines = [line.rstrip() for line in screen.display]
    return lines[: max(number for number, line in enumerate(lines, 1) if line)]


def accounts(*known: Account) -> Callable[[Output], None]:
    return lambda output: account_rows.show(known, output, as_json=False)


def devices(*serials: str) -> Callable[[Output], None]:
    return lambda output: device_rows.show(serials, output, as_json=False)


def columns_of(screen: pyte.Screen) -> list[list[str]]:
    """Return a table's cells, with folded text joined again; spaces are not preserved."""
    head, _, *lines = lines_of(screen)
    starts = [
        at for at in range(len(head)) if head[at].strip() and not head[max(at - 2, 0) : at].strip()
    ]
    ends = [*starts[1:], screen.columns]
    rows: list[list[str]] = []
    for number in range(2, 2 + len(lines)):
        cells = ["".join(screen.buffer[number][at].data for at in range(*place)).replace(" ", "")
                 for place in zip(starts, ends, strict=True)]  # fmt: skip
        if cells[0]:
            rows.append(cells)
        else:
            rows[-1] = [before + cell for before, cell in zip(rows[-1], cells, strict=True)]
    return rows


def test_in_a_pipe_accounts_are_lines_with_tabs(pipe: Reader) -> None:
    account_rows.show([PROD, HOSTILE], pipe.output, as_json=False)

    assert pipe.read() == (
        "111122223333\tprod\tp@example.com\tACTIVE\tsettings, organization\n"
        "222233334444\tR\\u0026D\\u0009\\u001b\\u005b31m\\u202e\\u000a\t\tCLOSED\t\n"
    )


def test_json_has_all_that_is_known(pipe: Reader) -> None:
    account_rows.show([PROD, HOSTILE], pipe.output, as_json=True)
    first, second = json.loads(pipe.read())

    assert first == {
        "id": "111122223333",
        "name": "prod",
        "aliases": ["live"],
        "email": "p@example.com",
        "state": "ACTIVE",
        "roles": ["Admin"],
        "known_from": ["settings", "organization"],
    }
    assert second["name"] == HOSTILE.name


def test_at_a_terminal_accounts_are_a_table_whose_names_are_harmless() -> None:
    screen = seen(90, accounts(PROD, HOSTILE))

    assert lines_of(screen) == [
        "ID            NAME         EMAIL          STATE   KNOWN FROM",
        "─" * 72,
        "111122223333  prod         p@example.com  ACTIVE  settings, organization",
        "222233334444  R&D��[31m��                 CLOSED",
    ]
    assert screen.buffer[0][0].bold
    assert not screen.buffer[2][0].bold


@pytest.mark.parametrize("columns", [80, 90, 100, 120])
def test_no_cell_is_wrapped_and_nothing_is_cut(columns: int) -> None:
    long = PROD.replace(email="aws+customer-portal-7777@example.com", name="Customer Portal (EU)")
    lines = lines_of(seen(columns, accounts(PROD, long)))

    assert all(len(line) <= columns for line in lines)
    for text in ("Customer Portal (EU)", long.email, PROD.email, "settings, organization"):
        assert any(text in line for line in lines), text


def test_what_all_rows_share_is_reported_once_where_the_table_is_too_wide() -> None:
    screen = seen(60, accounts(PROD, PROD.replace(id="222233334444", name="Customer Portal")))

    assert lines_of(screen) == [
        "ID            NAME             EMAIL          STATE",
        "─" * 52,
        "111122223333  prod             p@example.com  ACTIVE",
        "222233334444  Customer Portal  p@example.com  ACTIVE",
        "all: KNOWN FROM settings, organization",
    ]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_where_a_name_is_wider_than_a_table_a_row_is_some_lines(columns: int) -> None:
    names = ["漢字" * 60, "x" * 199, "[red]a[/red] [link=b]:smile:"]
    text = written(columns, accounts(*(PROD.replace(name=name) for name in names)))

    assert text.count(f"\x1b[1m{PROD.id}\x1b[0m") == 3
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("columns", [100, 120])
def test_a_serial_number_is_on_one_line(columns: int) -> None:
    screen = seen(columns, devices(ALICE, "GAHT12345678", PHONE))

    assert [row[0] for row in columns_of(screen)] == [ALICE, "GAHT12345678", PHONE]
    assert columns_of(screen)[2][1:] == [
        "securitykey",
        "no",
        "AWSdoesnotacceptcodesfromit:addanauthenticatorappasaseconddevice,orsigninwithitinthebrowser:awslogin",
    ]


def test_on_a_narrow_terminal_a_row_is_some_lines() -> None:
    assert lines_of(
        seen(40, accounts(PROD, HOSTILE.replace(name="Customer Portal (EU) of all")))
    ) == [
        "111122223333",
        "  NAME        prod",
        "  EMAIL       p@example.com",
        "  STATE       ACTIVE",
        "  KNOWN FROM  settings, organization",
        "222233334444",
        "  NAME        Customer Portal (EU) of",
        "              all",
        "  STATE       CLOSED",
    ]


@pytest.mark.parametrize("columns", [1, 20, 40, 50])
def test_an_id_is_written_whole_where_it_is_wider_than_the_terminal(columns: int) -> None:
    lines = written(columns, devices(ALICE, PHONE)).splitlines()

    assert [line for line in lines if "arn:" in line] == [
        f"\x1b[1m{ALICE}\x1b[0m",
        f"\x1b[1m{PHONE}\x1b[0m",
    ]


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_without_colours_the_text_is_the_same(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], columns: int
) -> None:
    shown = lines_of(seen(columns, accounts(PROD, HOSTILE)))
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    text = written(columns, accounts(PROD, HOSTILE))

    assert "\x1b" not in text
    assert [line.rstrip() for line in text.splitlines()] == shown


def test_a_locale_without_unicode_gets_boxes_of_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")

    assert lines_of(seen(90, accounts(PROD))) == [
        "ID           |NAME |EMAIL         |STATE  |KNOWN FROM",
        "-------------+-----+--------------+-------+----------------------",
        "111122223333 |prod |p@example.com |ACTIVE |settings, organization",
    ]


def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many rows rich gets from now on."""
    counted: list[int] = []
    add_row = Table.add_row

    def counting(table: Table, *cells: object) -> None:
        counted.append(len(cells))
        add_row(table, *cells)  # type: ignore[arg-type] # whatever it was given

    monkeypatch.setattr(Table, "add_row", counting)
    return counted


@pytest.mark.parametrize(("count", "rows"), [(200, 200), (201, 0), (10_000, 0)])
@pytest.mark.parametrize("columns", [80, 120])
def test_more_than_200_rows_are_not_laid_out(
    monkeypatch: pytest.MonkeyPatch, count: int, rows: int, columns: int
) -> None:
    counted = laid_out(monkeypatch)
    known = [PROD.replace(id=f"{number:012}") for number in range(count)]
    lines = written(columns, accounts(*known)).splitlines()

    assert len(counted) == rows
    assert [line[:12] for line in lines if line[:12].isdigit()] == [a.id for a in known]


def test_rows_that_are_not_laid_out_are_harmless_lines_with_tabs() -> None:
    known = [HOSTILE.replace(sources=("settings",)), *[PROD] * 200]
    # The terminal itself would write spaces.
    text = tables.table(("ID", "NAME"), [(a.id, a.name) for a in known], -1)

    assert text.splitlines()[:3] == ["ID\tNAME", "222233334444\tR&D��[31m��", "111122223333\tprod"]
    assert "\x1b" not in written(80, accounts(*known))


def test_rich_is_not_asked_for_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aws_session.terminal.page", None)

    assert tables.table(("ID",), [("x",)] * 201, -1) == "ID\n" + "x\n" * 201
    with pytest.raises(ImportError):
        tables.table(("ID",), [("x",)] * 200, -1)


def test_policies_are_a_table_on_a_terminal_and_lines_in_a_pipe(pipe: Reader) -> None:
    Policy().perform(pipe.output, {})
    in_pipe = [line.split("  ", 1) for line in pipe.read().splitlines()]
    rows = columns_of(seen(80, lambda output: Policy().perform(output, {})))

    assert rows == [[name, purpose.replace(" ", "")] for name, purpose in in_pipe]


def test_json_at_a_terminal_is_json() -> None:
    text = written(40, lambda output: account_rows.show([PROD], output, as_json=True))

    assert json.loads(text)[0]["id"] == "111122223333"


def test_no_accounts_are_no_lines_and_an_empty_array(pipe: Reader) -> None:
    account_rows.show([], pipe.output, as_json=False)
    lines = pipe.read()
    account_rows.show([], pipe.output, as_json=True)

    assert lines == ""
    assert json.loads(pipe.read()) == []


def test_each_kind_of_device_is_named_and_an_unusable_one_says_why(pipe: Reader) -> None:
    serials = (
        "arn:aws:iam::111122223333:mfa/alice",
        "GAHT12345678",
        "arn:aws:iam::111122223333:u2f/user/alice/key-1",
    )
    device_rows.show(serials, pipe.output, as_json=True)
    rows = json.loads(pipe.read())

    assert [(row["kind"], row["usable"]) for row in rows] == [
        ("virtual", True),
        ("hardware", True),
        ("security key", False),
    ]
    assert [row["why_not"] is None for row in rows] == [True, True, False]
    assert [row["serial"] for row in rows] == list(serials)


def test_in_a_pipe_a_device_is_a_line(pipe: Reader) -> None:
    device_rows.show(["GAHT12345678"], pipe.output, as_json=False)

    assert pipe.read() == "GAHT12345678\thardware\tyes\t\n"


def test_no_accounts_are_the_titles_alone_on_a_terminal() -> None:
    assert lines_of(seen(80, accounts()))[0].split() == [
        *("ID", "NAME", "EMAIL", "STATE", "KNOWN", "FROM"),
    ]


def test_ten_thousand_lines_in_a_pipe_are_what_ten_are(pipe: Reader) -> None:
    account_rows.show([PROD] * 10_000, pipe.output, as_json=False)

    assert pipe.read() == (
        "111122223333\tprod\tp@example.com\tACTIVE\tsettings, organization\n" * 10_000
    )
