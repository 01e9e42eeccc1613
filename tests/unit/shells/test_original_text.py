from __future__ import annotations

import pytest

from aws_session.shells import inert_text


@pytest.mark.parametrize(
    "name",
    ["R&D", "prod", "a=b", "a\\b", r"R\u0026D", r"\u", "ü&ü", "\U0001f600 & co", "*?[]{}'\"`$"],
)
def test_printed_text_is_read_back_as_the_original(name: str) -> None:
    assert inert_text.original(inert_text.text(name)) == name


@pytest.mark.parametrize("word", [r"a\u12", r"a\uxyz0", r"\ud800", "a\\", r"\U00000026"])
def test_text_that_was_never_printed_stays(word: str) -> None:
    assert inert_text.original(word) == word
