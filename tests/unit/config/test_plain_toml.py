"""What is read without the TOML parser equals what the parser reads, and covers usual files."""

from __future__ import annotations

import random
import tomllib
from typing import Any

import pytest

from aws_session.config import plain_toml

USUAL = """\
# What is asked for every day.
default_profile = "work"
default_role = 'Admin'   # in every account
keep = true
keep_at_least = 900
revoke_on_end = false\r

\t[profiles.work]
mfa_serial = "arn:aws:iam::111122223333:mfa/alice"
duration="8h"
  [accounts.prod] # the one
id = "210987654321"
[accounts.dev-2]
id = "321098765432"
role = "team/Reader #1"
"""


def expected(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def test_usual_settings_are_read() -> None:
    found = plain_toml.read(USUAL)

    assert found is not None
    assert found["keep"] is True
    assert found["accounts"]["dev-2"]["role"] == "team/Reader #1"
    assert found == tomllib.loads(USUAL)


LEFT = [
    "a = 1\na = 2",
    "[t]\n[t]",
    "[t.u]\n[t]\n[t.u]",
    "t = 1\n[t]",
    "t = 1\n[t.u]",
    "[[t]]",
    "[t",
    "[t] x",
    '["t"]',
    "[t . u]",
    "[]",
    "[t.]",
    "a.b = 1",
    '"a" = 1',
    "a = ",
    "a",
    "= 1",
    "a = 01",
    "a = 1_000",
    "a = +1",
    "a = 1.5",
    "a = 1979-05-27",
    "a = 10000000000",
    "a = True",
    "a = [1]",
    "a = {b = 1}",
    'a = "x',
    'a = "x" y',
    'a = "\\u00e9"',
    'a = """x"""',
    "a = '''x'''",
    'a = """',
    "a = 'x\ny'",
    'a = "\x00"',
    "a = 1\rb = 2",
    "# \x7f",
    'a = "\ud800"',
    "é = 1",
    "a = ٣",
    "\ufeffa = 1",
    "a\u00a0= 1",
    "a = 1\u00a0",
]


@pytest.mark.parametrize("text", LEFT, ids=repr)
def test_anything_else_is_left_to_the_parser(text: str) -> None:
    assert plain_toml.read(text) is None


PIECES = (
    *(
        "a",
        "b",
        "t",
        "u",
        "-",
        "_",
        "1",
        "0",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "=",
        ".",
        "#",
        "[",
        "]",
    ),
    *(
        '"',
        "'",
        "\\",
        ",",
        "{",
        "}",
        "true",
        "false",
        "é",
        "\x0b",
        "\x85",
        "\u2028",
        "\xa0",
        ":",
        "+",
    ),
    *("a = 1\n", 'b = "x"\n', "[t]\n", "[t.u]\n", "c = true\n", "d = 'y' # z\n", '""', "''"),
)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_it_reads_the_parser_reads_the_same(seed: int) -> None:
    chance = random.Random(seed)
    read = 0
    for _ in range(3_000):
        text = "".join(chance.choices(PIECES, k=chance.randrange(1, 14)))
        found = plain_toml.read(text)
        if found is not None:
            read += 1
            assert found == expected(text), text

    assert read > 50
