from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_session.model import prompt_label, terminal_text, utc


@pytest.mark.parametrize(
    "mark",
    ["\x1b", "\x07", "\r", "\n", "\t", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028",
     "\ufeff", "\u00ad", "\udcff", "\U000e0041"],
    ids=ascii,
)  # fmt: skip
def test_what_controls_or_misleads_a_terminal_is_replaced(mark: str) -> None:
    assert terminal_text.sanitize(f"a{mark}b") == "a\ufffdb"


@pytest.mark.parametrize("name", ["R&D (EU)", "Müller", "生产", "a'b\"c$`"])
def test_ordinary_names_stay_unchanged(name: str) -> None:
    assert terminal_text.sanitize(name) == name


@settings(deadline=None)
@given(st.text())
def test_harmless_text_has_one_line_and_can_be_written(text: str) -> None:
    shown = terminal_text.sanitize(text)

    assert shown.isprintable()
    assert len(shown) == len(text)
    assert shown.encode("utf-8").decode("utf-8") == shown


@settings(deadline=None)
@given(st.text(max_size=100))
def test_a_label_can_be_evaluated_by_any_prompt(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.@/+=,-]{0,64}", prompt_label.label(text))


def test_a_label_keeps_what_is_harmless() -> None:
    assert prompt_label.label("alice@111122223333") == "alice@111122223333"
    assert prompt_label.label("a$(b)`c`%{d}é") == "a__b__c___d__"


def test_times_are_written_as_sdks_read_them() -> None:
    assert utc(1_795_251_600) == "2026-11-21T09:00:00Z"


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("prod/Admin", "prod/Admin"),
        ("a/b/Admin", "a/b/Admin"),
        ("alice@210987654321", "alice@210987654321"),
        ("alice@corp.example@210987654321", "alice@corp.example@210987654321"),
        # A name that would lose characters, or their positions.
        ("本番/Admin", "210987654321/Admin"),
        ("a b/Admin", "210987654321/Admin"),
        ("prod\u200b/Admin", "210987654321/Admin"),
        (f"{'p' * 58}/Admin", f"{'p' * 58}/Admin"),
        (f"{'p' * 59}/Admin", "210987654321/Admin"),
        # A name that pretends to be another account, and no name at all.
        ("321098765432/Admin", "210987654321/Admin"),
        ("/Admin", "210987654321/Admin"),
        ("", "210987654321"),
        # The end of a long name is not enough to distinguish it from another.
        (f"{'u' * 51}@210987654321", f"{'u' * 51}@210987654321"),
        (f"{'u' * 52}@210987654321", f"{'u' * 42}-b193c3d9@210987654321"),
        (f"prod/{'r' * 64}", f"210987654321/{'r' * 42}-82b0ff6a"),
        ("al$(x)@210987654321", "al__x_-92f2a3b3@210987654321"),
    ],
)
def test_a_sessions_label_names_one_account_and_one_person(label: str, shown: str) -> None:
    assert prompt_label.session_label(label, "210987654321") == shown


@settings(deadline=None)
@given(st.text(max_size=90), st.text(max_size=90), st.sampled_from(["/Admin", "@"]))
def test_two_sessions_share_a_label_only_if_they_are_called_the_same(
    one: str, other: str, end: str
) -> None:
    accounts = ("210987654321", "321098765432")
    names = [(f"{name}{end}{account if end == '@' else ''}", account)
             for account, name in zip(accounts, (one, other), strict=True)]  # fmt: skip
    first, second = (prompt_label.session_label(*name) for name in names)

    assert first != second or (one == other and end != "@")
    for shown in (first, second):
        assert re.fullmatch(r"[A-Za-z0-9_.@/+=,-]{1,64}", shown)


@settings(deadline=None)
@given(st.text(max_size=90), st.text(max_size=90))
def test_two_users_of_an_account_never_share_a_label(one: str, other: str) -> None:
    shown = [
        prompt_label.session_label(f"{user}@210987654321", "210987654321") for user in (one, other)
    ]

    assert (shown[0] == shown[1]) == (one == other)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("\x1b[1;31mERROR\x1b[0m: not logged in\r\nsecond\n", "ERROR: not logged in second"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x1b\\ \x9b31mred\x9bm", "link red"),
        ("\x1b]0;title\x07done\x07 \x1b(Bplain\x1b7", "done plain"),
        ("\u202ereversed\u2069 a\u200bb \ufffd", "reversed ab"),
        ("an end is missing: \x1b]0;all that follows", "an end is missing: 0;all that follows"),
        ("half \x1b[", "half"),
        ("M\udcfcller\ta\xa0b", "M\\xfcller a b"),
    ],
)
def test_what_another_program_said_is_one_readable_line(said: str, shown: str) -> None:
    assert terminal_text.plain(said) == shown


@settings(deadline=None)
@given(st.text())
def test_a_readable_line_cannot_control_the_terminal(text: str) -> None:
    assert terminal_text.plain(text).isprintable()
