from __future__ import annotations

import subprocess
import sys
import time

import pytest

from aws_session.model.closest import closest

COMMANDS = ("mfa", "pose", "back", "renew", "end", "status", "region", "doctor")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("stauts", "status"),
        ("satus", "status"),
        ("psoe", "pose"),
        ("pos", "pose"),
        ("bakcc", "back"),
        ("regoin", "region"),
        ("ned", "end"),
        ("docter", "doctor"),
        ("mf", "mfa"),
    ],
)
def test_a_mistyped_word_matches_its_neighbour(word: str, meant: str) -> None:
    assert closest(word, COMMANDS) == meant


@pytest.mark.parametrize("word", ["x", "prod", "terraform", "", "bk"])
def test_an_unrelated_word_matches_none(word: str) -> None:
    assert closest(word, COMMANDS) is None


@pytest.mark.parametrize("numbers", [(1, 2, 3), (3, 1, 2)])
def test_of_several_equally_close_words_the_first_matches(numbers: tuple[int, ...]) -> None:
    regions = [f"eu-west-{number}" for number in numbers]

    assert closest("eu-west-9", regions) == "eu-west-1"


def test_of_several_words_the_closest_matches() -> None:
    assert closest("prodd", ("proof", "prod", "product")) == "prod"


def test_a_long_word_may_differ_by_two_letters_and_no_more() -> None:
    assert closest("custemar-0042-prod", ("customer-0042-prod",)) == "customer-0042-prod"
    assert closest("kustemar-0042-prod", ("customer-0042-prod",)) is None


@pytest.mark.parametrize("word", ["customer-98x76", "pordcustomeraccount", "00000-prdo-accuont"])
def test_ten_thousand_similar_names_are_compared_in_half_a_second(word: str) -> None:
    names = [f"{word[n % 7 :]}{word[: n % 7]}"[:-5] + f"{n:05}" for n in range(10_000)]
    begun = time.process_time()
    closest(word, names)

    assert time.process_time() - begun < 0.5


def test_only_a_mistyped_word_waits_for_difflib() -> None:
    program = (
        "import sys; from aws_session.model.closest import closest; closest('x', ('mfa',));"
        "assert 'difflib' not in sys.modules; assert closest('mfs', ('mfa',)) == 'mfa'"
    )

    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
