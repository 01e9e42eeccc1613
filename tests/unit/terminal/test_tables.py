import fcntl
import json
import os
import struct
import termios
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from aws_session.commands import accounts as account_rows
from aws_session.commands import devices as device_rows
from aws_session.commands import listing
from aws_session.model.account import Account
from aws_session.terminal.output import Output

PROD = Account(
    "111122223333", "prod", "p@example.com", "ACTIVE", ("Admin",), ("settings", "organization"),
    ("live",),
)  # fmt: skip
HOSTILE = Account("222233334444", "R&D\t\x1b[31m\u202e\n", "", "CLOSED")


@dataclass
class Reader:
    """Reads what is written: a pipe, or a terminal of a width."""

    output: Output
    read: Callable[[], str]


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Reader]:
    file = tmp_path / "data"
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
    yield Reader(Output(descriptor, descriptor), file.read_text)
    os.close(descriptor)


@pytest.fixture
def terminal() -> Iterator[Reader]:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 90, 0, 0))

    def read() -> str:
        return os.read(ours, 1_000_000).decode().replace("\r\n", "\n")

    yield Reader(Output(theirs, theirs), read)
    os.close(ours)
    os.close(theirs)


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


def test_at_a_terminal_accounts_are_a_table_whose_names_are_harmless(terminal: Reader) -> None:
    account_rows.show([PROD, HOSTILE], terminal.output, as_json=False)

    assert terminal.read() == (
        "ID            NAME         EMAIL          STATE   KNOWN FROM\n"
        "111122223333  prod         p@example.com  ACTIVE  settings, organization\n"
        "222233334444  R&D��[31m��                 CLOSED\n"
    )


def test_a_long_or_wide_name_leaves_the_columns_where_they_are(terminal: Reader) -> None:
    rows = [PROD.replace(name="漢字" * 40), PROD.replace(name="x" * 400)]
    account_rows.show(rows, terminal.output, as_json=False)
    head, wide, long = terminal.read().splitlines()

    assert head.index("EMAIL") == long.index("p@example.com")
    assert wide.split("p@example.com")[0].rstrip().endswith("…")
    assert len(long) == 90


def test_a_table_is_as_wide_as_the_screen_and_what_fits_is_whole() -> None:
    head = ["ID", "NAME", "EMAIL", "STATE", "KNOWN FROM"]
    row = [
        "1" * 12,
        "Customer Portal (EU)",
        "aws+7777@example.com",
        "ACTIVE",
        "organization, settings",
    ]
    lines = listing._table(head, [row], 80).splitlines()

    assert max(map(len, lines)) == 80
    assert lines[1].startswith(f"{row[0]}  Customer Portal")
    assert "…" in lines[1]
    assert "…" not in listing._table(head, [row], 90)


@pytest.mark.parametrize("width", [1, 40, 60])
def test_an_id_is_never_cut(width: int) -> None:
    serial = "arn:aws:iam::111122223333:mfa/alice"
    lines = listing._table(["SERIAL", "KIND", "WHY NOT"], [[serial, "virtual", "x" * 99]], width)

    assert lines.splitlines()[1].startswith(f"{serial}  virtual  x")


def test_json_at_a_terminal_is_json(terminal: Reader) -> None:
    account_rows.show([PROD], terminal.output, as_json=True)

    assert json.loads(terminal.read())[0]["id"] == "111122223333"


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


def test_ten_thousand_accounts_are_a_table_at_once(
    terminal: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(terminal.output, "write_data", written.append)
    begun = time.process_time()
    account_rows.show([PROD] * 10_000, terminal.output, as_json=False)

    assert written[0].count("\n") == 10_001
    assert time.process_time() - begun < 2
