from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.model import numbers


@given(st.integers(0, numbers.LATEST))
def test_a_number_is_what_it_says(wanted: int) -> None:
    assert numbers.number(str(wanted), numbers.LATEST) == wanted


@pytest.mark.parametrize(("text", "found"), [("8", 8), ("08", 8), ("10", 10), ("11", None)])
def test_what_is_beyond_the_most_is_none(text: str, found: int | None) -> None:
    assert numbers.number(text, 10) == found


@pytest.mark.parametrize(
    "text",
    ["", " ", "-1", "+1", "1_0", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "\u0661", "\u00b2",
     "\uff11", "9" * 5000, "0" * 5000, "inf", "nan", "\0"],
)  # fmt: skip
def test_what_only_int_takes_for_a_number_is_none(text: str) -> None:
    assert numbers.number(text, numbers.LATEST) is None


@given(st.text(), st.integers(0, 10**20))
def test_whatever_a_text_holds_nothing_is_raised(text: str, most: int) -> None:
    found = numbers.number(text, most)

    assert found is None or 0 <= found <= most
