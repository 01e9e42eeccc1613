"""bash's words, read from the line and put back into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.cli.completion_targets import can_be_typed
from aws_session.shells.bash import completion

NAMES = st.text(min_size=1, max_size=12).filter(can_be_typed)
SHELL_LETTERS = st.text("ab '\"\\$`!;|&()<>*?[]{}~#^:=@é", min_size=1, max_size=10).filter(
    can_be_typed
)


@pytest.mark.parametrize(
    ("line", "before", "word"),
    [
        ("aws-session ", (), ""),
        ("aws-session", (), "aws-session"),
        ("aws-session po", (), "po"),
        ("aws-session  pose   prod ", ("pose", "prod"), ""),
        (r"aws-session pose R\&D\ te", ("pose",), "R&D te"),
        ("aws-session pose 'R&D te", ("pose",), "R&D te"),
        ('aws-session pose "a \\"b\\" \\c', ("pose",), 'a "b" \\c'),
        ("aws-session pose it\\'s ''", ("pose", "it's"), ""),
        ("aws-session pose '' A", ("pose", ""), "A"),
        ("aws-session pose 'R&D'x\"y\"z A", ("pose", "R&Dxyz"), "A"),
        ("aws-session pose a\\", ("pose",), "a"),
        ("aws-session -p work pose x", ("-p", "work", "pose"), "x"),
    ],
)
def test_a_line_is_read_as_bash_reads_it(line: str, before: tuple[str, ...], word: str) -> None:
    typed = completion.read((line, ""))

    assert typed.word == word
    assert typed.before == before


@pytest.mark.parametrize(
    ("line", "before", "is_redirection"),
    [
        ("aws-session status >", ("status",), True),
        ("aws-session status >> lan", ("status",), True),
        ("aws-session status >| 'lan d", ("status",), True),
        ("aws-session status &> lan", ("status",), True),
        ("aws-session status 2>&1", ("status",), True),
        ("aws-session status 2>&1 ", ("status",), False),
        ("aws-session status 2>a >b <c --j", ("status",), False),
        ("aws-session status 2 >a ", ("status", "2"), False),
        ("aws-session pose 'a>b' ", ("pose", "a>b"), False),
        ("aws-session pose a\\> ", ("pose", "a>"), False),
    ],
)
def test_the_file_of_a_redirection_is_not_a_word_of_the_command(
    line: str, before: tuple[str, ...], *, is_redirection: bool
) -> None:
    typed = completion.read((line, ""))

    assert (typed.before, typed.is_redirection) == (before, is_redirection)


@given(SHELL_LETTERS | NAMES, st.sampled_from(["", "'", '"']), st.integers(0, 12))
def test_what_is_put_into_the_line_is_read_back_as_the_name(
    name: str, quote: str, kept: int
) -> None:
    start = f"aws-session pose {quote}"
    # The typed part is quoted as needed, followed by a little more of the word.
    stem = completion.read(
        (start + completion.quoted(name[:kept], quote).removesuffix(quote or "\0"), "")
    )
    text = completion.quoted(name, quote)
    closed = text if not quote or text.endswith(quote) else text + quote
    typed = completion.read((f"{start}{closed} x", "x"))

    assert typed.before == ("pose", name)
    assert name.startswith(stem.word) or quote == '"'


@pytest.mark.parametrize(
    ("line", "text", "name", "put"),
    [
        ("aws-session pose arn:aws:iam::1", "1", "arn:aws:iam::123", "123"),
        ("aws-session pose --duration=1", "1", "--duration=12h", "12h"),
        ("aws-session pose a\\:", "a\\:", "a:b c", "a:b\\ c"),
        ("aws-session pose 'a:", "a:", "a:b c", "a:b c"),
        ("aws-session pose 'a:x", "x", "a:x'y", "x'\\''y"),
    ],
)
def test_only_what_bash_replaces_is_answered(line: str, text: str, name: str, put: str) -> None:
    typed = completion.read((line, text))

    assert completion.render([(name, "")], typed) == f"{put}\n"


def test_candidates_that_begin_with_the_word_come_before_those_that_hold_it() -> None:
    candidates = [("production", ""), ("Prod", ""), ("reproduce", "")]

    assert (
        completion.render(candidates, completion.read(("x pose PRO", "PRO")))
        == "production\nProd\n"
    )
    assert completion.render(candidates, completion.read(("x pose epro", "epro"))) == (
        "production\nProd\nreproduce\n"
    )


def test_what_bash_keeps_must_be_the_beginning_of_the_candidate() -> None:
    assert completion.render([("--duration=12h", "")], completion.read(("x a=1", "1"))) == ""
