from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_session import environment as states
from aws_session.environment import EnvironmentChange, EnvironmentSnapshot, SavedVariable, State
from aws_session.environment import change as changes

NAMES = [states.KEY_ID, states.SECRET, states.TOKEN, "AWS_PROFILE", "AWS_REGION", "A", "B"]
names = st.sampled_from(NAMES)
values = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=3)
environments = st.dictionaries(names, values)
wishes = st.dictionaries(names, values | st.none())


def carried_out(environ: dict[str, str], change: EnvironmentChange) -> dict[str, str]:
    left = {name: value for name, value in environ.items() if name not in change.unset}
    return {**left, **dict(change.assign)}


def restoring(environ: dict[str, str], kept: tuple[SavedVariable, ...]) -> EnvironmentChange:
    left = states.restore(environ, kept)
    return changes.restoring(EnvironmentSnapshot(environ, 0, State(), left))


@settings(deadline=None, max_examples=100)
@given(environments, wishes)
def test_leaving_restores_what_entering_changed(
    base: dict[str, str], wanted: dict[str, str | None]
) -> None:
    change, kept = changes.enter(base, states.restore(base, ()), wanted)
    inside = carried_out(base, change)
    left = states.restore(inside, kept)

    assert {name: inside.get(name) for name in wanted} == wanted
    assert carried_out(inside, restoring(inside, kept)) == base == left.environ
    assert left.changed_elsewhere == ()


@settings(deadline=None, max_examples=100)
@given(environments, wishes, wishes)
def test_entering_again_keeps_the_first_values(
    base: dict[str, str], first: dict[str, str | None], second: dict[str, str | None]
) -> None:
    change, kept = changes.enter(base, states.restore(base, ()), first)
    inside = carried_out(base, change)
    change, kept = changes.enter(inside, states.restore(inside, kept), second)
    deeper = carried_out(inside, change)

    assert {name: deeper.get(name) for name in second} == second
    assert carried_out(deeper, restoring(deeper, kept)) == base


@settings(deadline=None, max_examples=100)
@given(environments, wishes, wishes)
def test_later_changes_survive_and_are_named(
    base: dict[str, str], wanted: dict[str, str | None], others: dict[str, str | None]
) -> None:
    change, kept = changes.enter(base, states.restore(base, ()), wanted)
    inside = carried_out(base, change)
    changed = {name: value for name, value in {**inside, **others}.items() if value is not None}
    left = states.restore(changed, kept)
    after = carried_out(changed, restoring(changed, kept))

    touched = {name for name in NAMES if changed.get(name) != inside.get(name)}
    for name in NAMES:
        assert after.get(name) == (changed if name in touched else base).get(name), name
    tracked = {entry.name for entry in kept}
    assert set(left.changed_elsewhere) == {
        name for name in touched & tracked if changed.get(name) != base.get(name)
    }


def test_a_half_written_session_cannot_sign_for_the_key_id_comes_last() -> None:
    wanted: dict[str, str | None] = {
        states.KEY_ID: "k",
        states.SECRET: "s",
        states.TOKEN: "t",
        "Z": "z",
    }
    change, _ = changes.enter({}, states.restore({}, ()), wanted)
    change = changes.with_state(change, "state")

    assert [name for name, _ in change.assign] == [
        "Z",
        states.VARIABLE,
        states.TOKEN,
        states.SECRET,
        states.KEY_ID,
    ]


def test_the_same_input_gives_the_same_bytes() -> None:
    base = {"B": "1", "A": "2"}
    one, _ = changes.enter(
        base, states.restore(base, ()), {"A": None, "B": None, "X": "1", "W": "1"}
    )
    again = {"A": "2", "B": "1"}
    other, _ = changes.enter(
        again, states.restore(again, ()), {"W": "1", "X": "1", "B": None, "A": None}
    )

    assert one == other == EnvironmentChange(("A", "B"), (("W", "1"), ("X", "1")))


def test_what_a_session_sets_is_set_even_if_it_is_already_so() -> None:
    change, kept = changes.enter({"A": "1"}, states.restore({"A": "1"}, ()), {"A": "1"})

    assert change.assign == (("A", "1"),)
    assert kept == (SavedVariable("A", states.digest("1"), "1"),)


def test_our_state_is_removed_with_the_session() -> None:
    change = restoring({states.VARIABLE: "x", "A": "1"}, ())

    assert change == EnvironmentChange((states.VARIABLE,), leaves=True)


def test_a_state_is_never_both_unset_and_set() -> None:
    change = changes.with_state(EnvironmentChange((states.VARIABLE, "A")), "x")

    assert change == EnvironmentChange(("A",), ((states.VARIABLE, "x"),))


@pytest.mark.parametrize(
    ("unset", "assign"),
    [(("A",), (("A", "1"),)), (("A", "A"), ()), ((), (("A", "1"), ("A", "2")))],
)
def test_no_name_is_changed_twice(
    unset: tuple[str, ...], assign: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(ValueError, match="twice"):
        EnvironmentChange(unset, assign)


def test_an_empty_change_does_nothing() -> None:
    assert not EnvironmentChange()
    assert EnvironmentChange(("A",))


@pytest.mark.parametrize("token", [states.TOKEN, states.OLD_TOKEN])
def test_forgetting_removes_any_tools_session(token: str) -> None:
    session = {
        states.KEY_ID: "k",
        states.SECRET: "s",
        token: "t",
        states.EXPIRES: "1",
        states.LABEL: "l",
    }

    assert changes.forget({**session, states.VARIABLE: "x", "AWS_REGION": "r"}) == {
        "AWS_REGION": "r"
    }


@pytest.mark.parametrize("empty", [{}, {states.TOKEN: ""}, {states.OLD_TOKEN: ""}])
def test_forgetting_leaves_a_long_term_key(empty: dict[str, str]) -> None:
    key = {states.KEY_ID: "AKIA", states.SECRET: "s"}
    left = changes.forget({**key, **empty, states.EXPIRATION: "then", states.VARIABLE: "damaged"})

    assert left == key
