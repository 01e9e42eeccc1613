from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.model.checksum import checksum, version_1


@given(st.text())
def test_a_checksum_is_the_crc_32_that_everybody_has(text: str) -> None:
    assert checksum(text) == f"{zlib.crc32(text.encode()):08x}"


def test_what_utf_8_lacks_has_a_checksum_too() -> None:
    assert checksum("\ud800") != checksum("\udcff") != checksum("")


@pytest.mark.parametrize(
    ("text", "written"), [("eu-west-1", "bd57a511"), ("us-west-2", "b357a6a2")]
)
def test_the_checksum_of_version_1_is_what_stands_in_open_shells(text: str, written: str) -> None:
    assert version_1(text) == written
