from __future__ import annotations

import configparser
import io
import shlex

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aws_config import files
from aws_session.config import ini, ini_parser
from aws_session.errors import SessionError
from unit.config import full

Plain = dict[str, dict[str, str]]


def by_configparser(text: str) -> Plain | None:
    """Read as botocore does, from a file opened as text; None if that is refused."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    except configparser.Error:
        return None
    return {
        section: {option: parser.get(section, option) for option in parser.options(section)}
        for section in parser.sections()
    }


def by_us(text: str) -> Plain | None:
    try:
        found = full.parse(text, "F")
    except SessionError:
        return None
    return {
        section: {name: entry.text for name, entry in entries.items()}
        for section, entries in found.items()
    }


@settings(deadline=None, max_examples=400)
@given(files)
@example("[a]\nx = 1\n\n  2\n\n# c\n\n  3\n\ny = 4\n")
@example("[a]\nx = 1\n  # c\n  2\n")
@example("[a]\n  x = 1\n  y = 2\n    z\n w = 3\n")
@example("[DEFAULT]\nx = 1\n[a]\ny = 2\n[DEFAULT]\nz = 3\n")
@example("[a]\nx =\n  k = v\n")
@example("[a]\nx = 1\n[b]\n  y = 2\n")
@example("[a]\nX = 1\nx = 2\n")
@example("[a]\n[a]\n")
@example("[]\n")
@example("[a]b]c\nx:=1\n")
@example("x = 1\n")
@example("[a]\n=1\n")
@example("[a]\nx\n")
@example("\ufeff[a]\n")
def test_sections_and_values_are_those_that_botocores_parser_reads(text: str) -> None:
    assert by_us(text) == by_configparser(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n", "F, line 1: a setting comes before the first [section]"),
        ("<<<<<<< HEAD\n[a]\n", "F, line 1: this line is neither a section nor a setting"),
        ("[profile a\nx = 1\n", "F, line 1: the name of this section has no closing bracket"),
        ("[a]\n[profile b\nx = 1\n", "F, line 2: the name of this section has no closing bracket"),
        ("[]\nx = 1\n", "F, line 1: the name of this section is empty"),
        ("\n\n[a]\nnonsense\n", "F, line 4: this line is neither a section nor a setting"),
        ("[a]\r\n= 1\r\n", "F, line 2: this line is neither a section nor a setting"),
        ("[a]\n\n# c\n[a]\n", "F, line 4: [a] appears twice"),
        ("[a]\nx = 1\n  more\nX = 2\n", "F, line 4: x appears twice in its section"),
    ],
)
def test_what_is_malformed_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(SessionError) as caught:
        full.parse(text, "F")

    assert caught.value.message == message
    assert caught.value.hint


def test_a_secret_on_a_malformed_line_is_not_quoted() -> None:
    with pytest.raises(SessionError) as caught:
        full.parse("[a]\nhunter2\n", "F")

    assert "hunter2" not in f"{caught.value.message} {caught.value.hint} {caught.value.debug}"


def test_settings_know_their_lines() -> None:
    text = "# c\r\n[a]\r\nx = 1\r\n\r\n  2\r\n[b]\r\ny = 3\r\n"
    sections = full.parse(text, "F")

    assert sections["a"]["x"] == ini.Entry("1\n\n2", 3)
    assert sections["b"]["y"] == ini.Entry("3", 7)


def test_nested_settings_are_read_below_a_setting() -> None:
    sections = full.parse("[services s]\nsts =\n  endpoint_url = https://h/?a=b\n  x=1\n", "F")

    nested = ini_parser.nested(sections["services s"]["sts"].text)
    assert nested == {"endpoint_url": "https://h/?a=b", "x": "1"}


def test_a_value_on_the_next_line_is_told_where_it_belongs() -> None:
    with pytest.raises(SessionError) as caught:
        ini.sections("[a]\naws_secret_access_key =\n  hunter2\n", "F")

    assert caught.value.message == "F, line 2: invalid nested settings under aws_secret_access_key"
    assert caught.value.hint == (
        "write the value after aws_secret_access_key, or each line below it as name = value"
    )


@settings(deadline=None, max_examples=300)
@given(st.text("ab '\"\\\t\n", max_size=12) | st.text(max_size=6))
def test_headings_are_split_as_a_shell_splits(heading: str) -> None:
    try:
        expected = shlex.split(heading)
    except ValueError:
        expected = []

    assert ini_parser.words(heading) == expected
