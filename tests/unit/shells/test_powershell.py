import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.environment import EnvironmentChange
from aws_session.shells import CannotCarryError
from aws_session.shells.powershell.dialect import DIALECT
from unit.shells import hostile
from unit.shells.powershell_reader import NotTheSubsetError, Reading, read

RECORDINGS = json.loads((hostile.DATA / "powershell_recorded.json").read_text(encoding="utf-8"))


def _engine(recording: dict[str, object]) -> dict[str, object]:
    return {
        "env": recording["env"],
        "raised": recording.get("raised", False),
        "status": recording.get("status"),
    }


def _read(code: str) -> dict[str, object]:
    reading = read(code)
    return {
        "env": {
            name: value.encode().hex()
            for name, value in reading.assigned.items()
            # The recordings contain only these variables.
            if name.startswith("T_")
        },
        "raised": reading.status is not None,
        "status": reading.status,
    }


def test_the_reader_agrees_with_every_recording_of_the_real_engine_or_declines_it() -> None:
    disagreements = []
    for recording in RECORDINGS:
        try:
            found = _read(recording["code"])
        except NotTheSubsetError:
            continue
        if found != _engine(recording):
            disagreements.append((recording, found))

    assert disagreements == []


def test_the_reader_reads_most_of_what_the_engine_took_without_complaint() -> None:
    read_by_us = 0
    for recording in RECORDINGS:
        try:
            read(recording["code"])
        except NotTheSubsetError:
            continue
        read_by_us += 1

    assert read_by_us > 150


@pytest.mark.parametrize(
    "code",
    [
        "",
        "$Env:A='a'",
        '$Env:A="a";',
        "$Env:A='a\u2019;",
        "$Env:A='a'+'b';",
        "$Env:A=-join([char]55357);",
        "$Env:A=-join([char]0);",
        "$Env:A=-join([char]65536);",
        "$Env:A='a';\n",
        "$Env:A='\u00e9';",
    ],
)
def test_the_reader_declines_what_we_never_print(code: str) -> None:
    with pytest.raises(NotTheSubsetError):
        read(code)


@given(st.dictionaries(st.sampled_from(["AWS_A", "B", "_c1"]), hostile.values, max_size=3))
def test_the_reader_returns_every_value_that_is_printed(values: dict[str, str]) -> None:
    carried = {name: value for name, value in values.items() if value and hostile.is_utf8(value)}
    text = DIALECT.render(EnvironmentChange(("GONE",), tuple(carried.items())))

    assert read(text.removesuffix("\n")) == Reading(carried, {"GONE"})


@pytest.mark.parametrize("value", hostile.VALUES.values(), ids=hostile.VALUES)
def test_a_hostile_value_is_returned_or_refused_for_a_reason(value: str) -> None:
    change = EnvironmentChange((), (("AWS_X", value),))
    if not value or not hostile.is_utf8(value):
        with pytest.raises(CannotCarryError):
            DIALECT.render(change)
        return

    assert read(DIALECT.render(change).removesuffix("\n")) == Reading({"AWS_X": value})


def test_thousands_of_characters_beyond_ascii_do_not_nest() -> None:
    text = DIALECT.render(EnvironmentChange((), (("AWS_X", "\u00e9" * 9_000),)))

    assert text.count("(") == 1
    assert "+" not in text


def test_a_failure_raises_with_its_status() -> None:
    assert read(DIALECT.failure(130).removesuffix("\n")) == Reading(status=130)


def test_a_change_and_then_a_failure_are_one_line() -> None:
    text, status = DIALECT.render_then_fail(EnvironmentChange(("A",), (("B", "it's"),)), 1)

    # A status of its own could raise before the change is made.
    assert status == 0
    assert read(text.removesuffix("\n")) == Reading({"B": "it's"}, {"A"}, 1)
