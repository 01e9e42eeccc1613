from __future__ import annotations

from typing import Any

import pytest

from aws_session.model import Record


class Point(Record):
    x: int
    y: int = 0


class Named(Point):
    name: str = "nobody"
    secret: str | None = None

    REDACTED = ("secret",)


class Same(Record):
    x: int
    y: int = 0


class Positive(Record):
    amount: int

    def validate(self) -> None:
        if self.amount <= 0:
            raise ValueError("not positive")


def test_fields_are_taken_in_order_or_by_name_and_defaults_fill_the_rest() -> None:
    first = Named(1, 2, name="a")

    assert (first.x, first.y, first.name, first.secret) == (1, 2, "a", None)
    assert Point(1) == Point(x=1, y=0)


def test_values_of_one_type_with_the_same_content_are_equal_and_share_a_hash() -> None:
    assert Point(1, 2) == Point(1, 2)
    assert hash(Point(1, 2)) == hash(Point(1, 2))
    assert Point(1, 2) != Point(2, 1)


def test_values_of_different_types_differ() -> None:
    assert Point(1, 2) != Same(1, 2)
    assert Point(1, 2) != Named(1, 2)


def test_a_value_cannot_be_changed() -> None:
    point: Any = Point(1, 2)

    with pytest.raises(AttributeError, match="frozen"):
        point.x = 3
    with pytest.raises(AttributeError, match="frozen"):
        del point.x
    with pytest.raises(AttributeError, match="frozen"):
        point.z = 3
    assert point == Point(1, 2)


def test_replace_changes_a_copy_and_validates_it() -> None:
    small = Positive(1)

    assert small.replace(amount=2) == Positive(2)
    assert small == Positive(1)
    with pytest.raises(ValueError, match="not positive"):
        small.replace(amount=0)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((), {}),
        ((1, 2, 3), {}),
        ((1,), {"x": 2}),
        ((1,), {"z": 2}),
    ],
    ids=["missing", "too many", "twice", "unknown"],
)
def test_wrong_arguments_are_refused(given: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="Point"):
        Point(*given, **named)


def test_an_invalid_value_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="not positive"):
        Positive(0)


def test_hidden_fields_do_not_print() -> None:
    shown = repr(Named(1, secret="hunter2"))

    assert shown == "Named(x=1, y=0, name='nobody', secret=***)"
    assert "hunter2" not in f"{Named(1, secret='hunter2')}{[Named(1, secret='hunter2')]}"


class Wider(Record):
    name: str
    more: int = 0
    secret: str = ""

    REDACTED = ("secret",)


class Other(Record):
    more: int
    name: str = ""
    own: bool = False


def test_a_value_becomes_one_of_another_kind_by_the_fields_that_both_have() -> None:
    wide = Wider("a", 5, "s")

    assert wide.convert(Other) == Other(5, "a")
    assert wide.convert(Other, name="b", own=True) == Other(5, "b", own=True)
