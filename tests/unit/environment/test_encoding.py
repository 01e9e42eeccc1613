from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_session.environment import pack, unpack

# What an environment variable can hold: bytes that are not UTF-8 arrive as surrogates.
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.binary().map(
    lambda octets: octets.decode("utf-8", "surrogateescape")
)
nodes: st.SearchStrategy[Any] = st.recursive(
    texts | st.none(), lambda inner: st.lists(inner, max_size=4), max_leaves=12
)


@settings(deadline=None)
@given(nodes)
def test_what_is_written_is_read_again(node: Any) -> None:
    assert unpack(pack(node)) == node


@settings(deadline=None)
@given(nodes)
def test_a_word_holds_only_characters_that_no_shell_changes(node: Any) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_/+=:.,@%-]+", pack(node))


def test_the_form_stays_what_older_sessions_wrote() -> None:
    assert pack(["a b", None, [], "é,%"]) == ":,.a%20b,-,:,=,.%C3%A9%2C%25,=,"


@pytest.mark.parametrize(
    "word",
    [
        "",
        ",",
        "a",
        "x,",
        ":,",
        "=,",
        ":,=,=,",
        ".a,.b,",
        ":,.a",
        ".%zz,",
        ".%4,",
        "--,",
        ":x,=,",
        ":,=x,",
    ],
)
def test_a_malformed_word_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack(word)


@settings(deadline=None)
@given(st.text(".:=-,%aA0é", max_size=12) | texts)
def test_any_text_is_read_or_refused_and_never_breaks(word: str) -> None:
    try:
        node = unpack(word)
    except ValueError:
        return

    assert unpack(pack(node)) == node
