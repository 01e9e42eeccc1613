import json
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.model import inert_text

texts = st.text(
    st.characters()
    | st.sampled_from("&;|$`'\"\\\t\n\r\x00\x1b\u202e\u201c\u00a0\ud800{}[]*?~=#!^%")
)
data = st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=3)


def test_a_metacharacter_is_escaped_as_in_json() -> None:
    assert inert_text.text("R&D") == r"R\u0026D"
    assert inert_text.text("a\tb\n") == r"a\u0009b\u000a"
    assert inert_text.text("\\u0026") == r"\u005cu0026"
    assert inert_text.text("\U0001f600") == r"\ud83d\ude00"


def test_letters_of_any_script_stay_unchanged() -> None:
    assert inert_text.text("Müller 漢字 prod-1_a.b/c:d@e+f,g") == "Müller 漢字 prod-1_a.b/c:d@e+f,g"


@given(texts)
def test_nothing_that_a_shell_or_a_terminal_gives_a_meaning_is_left(text: str) -> None:
    left = inert_text.text(text)

    assert not re.search(r"""[&;|<>()$`'"*?\[\]{}~=#!^%\x00-\x1f\x7f-\xa0]""", left)
    assert all(letter.isprintable() for letter in left)


@given(texts)
def test_the_text_can_be_recovered(text: str) -> None:
    escaped = inert_text.text(text)

    assert json.loads(f'"{escaped}"') == json.loads(json.dumps(text))


@given(texts, texts)
def test_different_texts_stay_different(one: str, other: str) -> None:
    same = json.loads(json.dumps(one)) == json.loads(json.dumps(other))

    assert (inert_text.text(one) == inert_text.text(other)) is same


@given(st.lists(st.dictionaries(texts, data, max_size=3), max_size=3))
def test_json_is_json(rows: list[dict[str, Any]]) -> None:
    assert json.loads(inert_text.json(rows)) == json.loads(json.dumps(rows))


@given(st.lists(st.dictionaries(texts, data, max_size=3), max_size=3))
def test_no_word_of_json_is_a_glob_or_a_list_in_braces(rows: list[dict[str, Any]]) -> None:
    words = inert_text.json(rows).split()

    assert not [
        word for word in words if ("[" in word and "]" in word) or ("{" in word and "," in word)
    ]


@given(st.lists(st.lists(texts, min_size=1, max_size=3), max_size=3))
def test_a_row_is_a_line_and_a_column_ends_at_a_tab(rows: list[list[str]]) -> None:
    lines = inert_text.tsv(rows).split("\n")[:-1]

    assert [len(line.split("\t")) for line in lines] == [len(row) for row in rows]


def test_ten_thousand_rows_are_written_at_once() -> None:
    rows = [{"id": f"{n:012}", "name": f"R&D {n}", "roles": ("Admin",)} for n in range(10_000)]
    begun = time.process_time()
    inert_text.json(rows)

    assert time.process_time() - begun < 10, "quadratic"


def test_a_windows_path_stays_usable() -> None:
    for path in (r"C:\Users\R&D (x86)\config.toml", r"\\server\share\x"):
        assert inert_text.is_path(path)
    assert not inert_text.is_path("/home/R&D/x")


def test_shell_syntax_in_remedies_is_kept() -> None:
    row = ("warning", r"set X=C:\a", "$Env:A = $null")

    assert inert_text.tsv([row], plain="\\=$") == "\t".join(row) + "\n"


@pytest.mark.parametrize(
    "name",
    ["R&D", "prod", "a=b", "a\\b", r"R\u0026D", r"\u", "ü&ü", "\U0001f600 & co", "*?[]{}'\"`$"],
)
def test_printed_text_is_read_back_as_the_original(name: str) -> None:
    assert inert_text.original(inert_text.text(name)) == name


@pytest.mark.parametrize("word", [r"a\u12", r"a\uxyz0", r"\ud800", "a\\", r"\U00000026"])
def test_text_that_was_never_printed_stays(word: str) -> None:
    assert inert_text.original(word) == word
