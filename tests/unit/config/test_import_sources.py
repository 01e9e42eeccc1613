"""The files of other tools that `config import` reads, however they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.config import import_sources
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = b'DefaultBrowser = "FIREFOX"\n'


@pytest.mark.parametrize("octets", [BROWSER, b"\xef\xbb\xbf" + BROWSER], ids=["plain", "a mark"])
def test_the_toml_of_granted_is_read(tmp_path: Path, octets: bytes) -> None:
    file = tmp_path / "config"
    file.write_bytes(octets)
    (found,) = import_sources.found(str(file), {})

    assert (found.tool, found.place) == ("granted", str(file))
    assert [(each.name, each.value) for each in found.given] == [
        ("browser_command", "firefox"),
        ("browser_per_role", True),
    ]


@pytest.mark.parametrize("name", ["config", "x.toml"])
@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (None, "does not exist"),
        (b"a = " + b"[" * 100_000, "is nested too deeply"),
        (b"a = 1\nb = \xff\n", ", line 2: not UTF-8 text"),
        (b"nothing\n", "not valid TOML"),
    ],
    ids=["missing", "too deep", "no text", "no TOML"],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, octets: bytes | None, told: str
) -> None:
    file = tmp_path / name
    if octets is not None:
        file.write_bytes(octets)

    with pytest.raises(SessionError, match=told) as raised:
        import_sources.found(str(file), {})

    assert raised.value.message.startswith(str(file))
    assert raised.value.hint
