from __future__ import annotations

import pytest

from aws_session.spelling import distance, nearest

COMMANDS = ("mfa", "pose", "back", "renew", "end", "status", "region", "doctor")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("stauts", "status"),
        ("satus", "status"),
        ("psoe", "pose"),
        ("regoin", "region"),
        ("ned", "end"),
        ("docter", "doctor"),
        ("mf", "mfa"),
    ],
)
def test_a_mistyped_word_is_the_one_next_to_it(word: str, meant: str) -> None:
    assert nearest(word, COMMANDS) == meant


@pytest.mark.parametrize("word", ["x", "prod", "terraform", "", "bk"])
def test_another_word_is_none_of_them(word: str) -> None:
    assert nearest(word, COMMANDS) in {None, "back" if word == "bk" else None}


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("a", "a", 0), ("ab", "ba", 1), ("abc", "abd", 1), ("abc", "ab", 1), ("", "ab", 2)],
)
def test_errors_are_counted(one: str, other: str, errors: int) -> None:
    assert distance(one, other) == distance(other, one) == errors
