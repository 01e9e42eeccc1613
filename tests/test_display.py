from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_session import display


@pytest.mark.parametrize(
    "mark",
    ["\x1b", "\x07", "\r", "\n", "\t", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028",
     "\ufeff", "\u00ad", "\udcff", "\U000e0041"],
    ids=ascii,
)  # fmt: skip
def test_what_steers_or_fools_a_terminal_is_replaced(mark: str) -> None:
    assert display.harmless(f"a{mark}b") == "a\ufffdb"


@pytest.mark.parametrize("name", ["R&D (EU)", "Müller", "生产", "a'b\"c$`"])
def test_ordinary_names_stay(name: str) -> None:
    assert display.harmless(name) == name


@settings(deadline=None)
@given(st.text())
def test_harmless_text_has_one_line_and_can_be_written(text: str) -> None:
    shown = display.harmless(text)

    assert shown.isprintable()
    assert len(shown) == len(text)
    assert shown.encode("utf-8").decode("utf-8") == shown


@settings(deadline=None)
@given(st.text(max_size=100))
def test_a_label_can_be_evaluated_by_any_prompt(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.@/+=,-]{0,64}", display.label(text))


def test_a_label_keeps_what_is_harmless() -> None:
    assert display.label("alice@111122223333") == "alice@111122223333"
    assert display.label("a$(b)`c`%{d}é") == "a__b__c___d__"


def test_times_are_written_as_sdks_read_them() -> None:
    assert display.utc(1_795_251_600) == "2026-11-21T09:00:00Z"
