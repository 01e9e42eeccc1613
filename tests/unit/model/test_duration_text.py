from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_session.errors import UsageError
from aws_session.model import duration_text, spoken


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("900", 900),
        ("15m", 900),
        ("12h", 43_200),
        ("1h30m", 5_400),
        ("1d", 86_400),
        ("1d2h3m4s", 93_784),
        (" 15M ", 900),
        ("90s", 90),
        ("0", 0),
    ],
)
def test_durations_are_read(words: str, meant: int) -> None:
    assert duration_text.seconds(words) == meant


@pytest.mark.parametrize(
    "words",
    ["", " ", "h", "1x", "m15", "1h30", "30m1h", "1h1h", "-5", "1.5h", "1 h", "٣m", "٣", "0m", "²"],
)
def test_anything_else_is_not_a_duration(words: str) -> None:
    with pytest.raises(UsageError, match="is not a valid duration") as caught:
        duration_text.seconds(words)

    assert "15m" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "0 s"),
        (3_600, "1 h"),
        (3_601, "1 h 1 s"),
        (5_400, "1 h 30 min"),
        (43_199, "11 h 59 min 59 s"),
    ],
)
def test_exact(amount: int, said: str) -> None:
    assert duration_text.exact(amount) == said


@pytest.mark.parametrize("words", ["9" * 5_000, "9" * 5_000 + "h"], ids=["bare", "hours"])
def test_a_number_of_any_length_is_refused_as_a_duration(words: str) -> None:
    with pytest.raises(UsageError):
        duration_text.seconds_within(words, (900, 3_600))


@settings(deadline=None)
@given(st.integers(1, 10**7))
def test_the_brief_form_means_the_same_duration(amount: int) -> None:
    assert duration_text.seconds(duration_text.brief(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "said"),
    [(900, "15m"), (129_600, "36h"), (86_400, "1d"), (5_400, "1h30m"), (61, "1m1s"), (0, "0s")],
)
def test_brief(amount: int, said: str) -> None:
    assert duration_text.brief(amount) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (-1, "0 s"),
        (31, "31 s"),
        (60, "1 min"),
        (250, "4 min 10 s"),
        (600, "10 min"),
        (659, "10 min"),
        (3_600, "1 h"),
        (43_140, "11 h 59 min"),
        (90_000, "25 h"),
    ],
)
def test_spoken(amount: int, said: str) -> None:
    assert spoken(amount) == said


@pytest.mark.parametrize("words", ["900", "15m", "36h", "129600"])
def test_limits_are_allowed_themselves(words: str) -> None:
    assert duration_text.seconds_within(words, (900, 129_600)) in {900, 129_600}


@pytest.mark.parametrize("words", ["899", "0", "129601", "37h"])
def test_what_aws_would_refuse_is_refused_with_the_limits(words: str) -> None:
    with pytest.raises(UsageError, match=f"{words} is not allowed") as caught:
        duration_text.seconds_within(words, (900, 129_600))

    assert caught.value.hint == "AWS accepts from 15m to 36h"
