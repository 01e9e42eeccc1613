from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.model.closest import closest, distance

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
    assert closest(word, COMMANDS) == meant


@pytest.mark.parametrize("word", ["x", "prod", "terraform", "", "bk"])
def test_another_word_is_none_of_them(word: str) -> None:
    assert closest(word, COMMANDS) is None


def test_of_several_the_nearest_is_meant() -> None:
    assert closest("prodd", ("proof", "prod", "product")) == "prod"


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("a", "a", 0), ("ab", "ba", 1), ("abc", "abd", 1), ("abc", "ab", 1), ("", "ab", 2)],
)
def test_errors_are_counted(one: str, other: str, errors: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == errors


@given(st.text("abc", max_size=9), st.text("abc", max_size=9), st.integers(0, 3))
def test_leaving_off_early_changes_no_count(one: str, other: str, most: int) -> None:
    errors = slowly(one, other)

    assert distance(one, other, most) == (errors if errors <= most else None)


@cache
def slowly(one: str, other: str) -> int:
    if not (one and other):
        return len(one) + len(other)
    found = [
        slowly(one[1:], other) + 1,
        slowly(one, other[1:]) + 1,
        slowly(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and one[:2] == other[1::-1]:
        found.append(slowly(one[2:], other[2:]) + 1)
    return min(found)
