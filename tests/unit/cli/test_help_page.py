from __future__ import annotations

import os
import re
import shlex

import pytest

from aws_session.cli import app, examples, help_page
from aws_session.cli import help as helping
from aws_session.cli._options_table import TABLE
from aws_session.commands import HIDDEN, load
from aws_session.errors import UsageError
from aws_session.terminal.page import Page

SHOWN = [name for name in TABLE if name not in HIDDEN]
WIDTHS = [60, 72, 80, 100, 120]


def page(columns: int = 80) -> Page:
    """Return a page of a file, whose descriptor is of nothing."""
    return Page(-1, {"COLUMNS": str(columns)})


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("topic", [None, "errors", *TABLE])
def test_every_page_fits_its_screen_and_is_plain(topic: str | None, columns: int) -> None:
    text = helping.text(topic, page(columns))
    long = [line for line in text.splitlines() if len(line) > columns and " " in line.strip()]

    assert text.endswith("\n")
    assert text.isascii() or topic == "errors"
    # A line to type is never cut.
    assert [line for line in long if not _is_example(line, topic)] == []
    assert not any(line != line.rstrip() for line in text.splitlines())


def _is_example(line: str, topic: str | None) -> bool:
    return line.strip() in {example for example, _ in examples.EXAMPLES.get(topic or "", ())}


def test_the_first_page_shows_every_day_before_the_rest() -> None:
    text = helping.text(None, page(80))
    first, _, more = text.partition("\nMore\n")

    assert [line.split()[0] for line in first.partition("Every day\n")[2].splitlines()
            if line[:3] != "   " and line.strip()] == list(examples.FIRST)  # fmt: skip
    assert first.count("\n") < 24
    for name in SHOWN:
        assert f"\n  {name} " in (first if name in examples.FIRST else f"\n{more}")
    assert "clear" not in text


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_names_every_word_and_option_with_what_it_means(name: str) -> None:
    text = helping.text(name, page(100))

    for field, option in load(name).options:
        assert option.help, f"{name} does not say what {field} is"
        for spelling in option.spellings:
            assert spelling in text
    assert "[[" not in text
    assert f"aws-session {name}" in text.splitlines()[0]


def test_every_command_has_examples_and_only_commands_have() -> None:
    assert examples.EXAMPLES.keys() == set(SHOWN)


@pytest.mark.parametrize(
    "line", [line for lines in examples.EXAMPLES.values() for line, _ in lines]
)
def test_every_example_is_a_line_that_can_be_typed(line: str) -> None:
    inner = line.rpartition("$(")[2].rstrip(')"')
    words = shlex.split(inner.partition(" >")[0])
    words = words[words.index("aws-session") + 1 :]
    ends = [at for at, word in enumerate(words) if word in {"|", "||"}]
    argv = tuple(words[: ends[0]] if ends else words)

    assert app.parse(argv)


def test_the_examples_of_a_command_are_of_that_command() -> None:
    for name, lines in examples.EXAMPLES.items():
        for line, _ in lines:
            assert f"aws-session {name}" in line or name == "mfa"


@pytest.mark.parametrize("topic", [None, "errors", *TABLE])
def test_on_a_terminal_the_text_is_the_same_with_colours(topic: str | None) -> None:
    ours, theirs = os.openpty()
    coloured = helping.text(topic, Page(theirs, {"TERM": "xterm"}))
    os.close(ours)
    os.close(theirs)
    title = {None: "Every day", "errors": "The key"}.get(topic, "Options")

    assert f"\x1b[1m{title}\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == helping.text(topic, page())


def test_help_for_no_command_names_the_near_one() -> None:
    with pytest.raises(UsageError, match="no command 'erors'") as caught:
        helping.text("erors", page())
    with pytest.raises(UsageError, match="no command 'nonsense'") as other:
        helping.text("nonsense", page())

    assert caught.value.hint == "did you mean: aws-session help errors"
    assert other.value.hint == "aws-session help lists them"


@pytest.mark.parametrize(
    ("shell", "line"),
    [("bash", "in bash by eval $(aws-session)."), ("fish", "in fish by eval (aws-session).")],
)
def test_the_first_page_shows_the_line_for_the_shell(shell: str, line: str) -> None:
    assert line in " ".join(helping.text(None, page(100), shell).split())


def test_a_usage_line_shows_the_words_of_a_command() -> None:
    assert help_page.usage("pose") == "aws-session pose [TARGET] [ROLE] [OPTIONS]"
