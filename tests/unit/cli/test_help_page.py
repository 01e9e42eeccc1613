from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from aws_session.cli import app, examples, help_page, topics
from aws_session.cli import help as helping
from aws_session.cli._options_table import TABLE
from aws_session.commands import HIDDEN, load
from aws_session.errors import UsageError
from aws_session.terminal.page import Page

SHOWN = [name for name in TABLE if name not in HIDDEN]
WIDTHS = [60, 72, 80, 100, 120]


def page(columns: int = 80) -> Page:
    """Return a page for a file, whose descriptor is invalid."""
    return Page(-1, {"COLUMNS": str(columns)})


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("topic", [None, "errors", *TABLE, *topics.TOPICS])
def test_every_page_fits_its_screen_and_is_plain(topic: str | None, columns: int) -> None:
    text = helping.text(topic, page(columns))
    long = [line for line in text.splitlines() if len(line) > columns and " " in line.strip()]

    assert text.endswith("\n")
    assert text.isascii() or topic == "errors"
    # A line to type is never cut.
    assert [line for line in long if not _is_example(line, topic)] == []
    assert not any(line != line.rstrip() for line in text.splitlines())
    assert "\n\n\n" not in text


def _is_example(line: str, topic: str | None) -> bool:
    code = topics.read(topic) if topic in topics.TOPICS else ""
    lines = {line.replace("…", "...").replace("⇥", "<TAB>").strip() for line in code.splitlines()}
    return (
        line.strip() in {example for example, _ in examples.EXAMPLES.get(topic or "", ())} | lines
    )


def test_the_first_ten_lines_are_for_everyday_use() -> None:
    first, rest = text_of(None).split("\n")[:10], text_of(None).split("\n")[10:]

    assert first[:3] == [examples.PURPOSE, "", "Every day"]
    assert [line.split()[0] for line in first[3:]] == list(examples.FIRST)
    assert [name for name in SHOWN if name not in examples.FIRST] == [
        name for name in SHOWN if any(line.startswith(f"  {name} ") for line in rest)
    ]
    assert not any(line.startswith(("  clear", "  assume", "  version")) for line in rest)


def test_every_command_is_in_one_group() -> None:
    grouped = [name for names in examples.GROUPS.values() for name in names]

    assert sorted(grouped) == sorted(SHOWN)


def test_the_first_page_lists_every_topic() -> None:
    section = text_of(None).partition("\nTopics\n")[2].partition("\n\n")[0]

    assert [line.split()[0] for line in section.splitlines()] == [*topics.TOPICS, "errors"]


def test_every_page_is_a_topic_that_no_command_hides() -> None:
    files = {path.stem for path in Path(topics.__file__).parent.glob("*.md")}

    assert files == set(topics.TOPICS)
    assert not files & {*TABLE, "errors"}


@pytest.mark.parametrize("topic", topics.TOPICS)
def test_the_page_of_a_topic_is_its_markdown(topic: str) -> None:
    text = text_of(topic, columns=120)
    code = re.findall(r"```\w*\n(.*?)```", topics.read(topic), re.DOTALL)

    assert text.startswith(f"{topics.title(topic)}\n\n")
    assert topics.title(topic).casefold().startswith(topic.replace("-", " "))
    for line in (line for block in code for line in block.splitlines() if line):
        assert f"\n  {line}\n".replace("…", "...").replace("⇥", "<TAB>") in text
    assert "```" not in text
    assert "**" not in text


def test_code_is_marked_where_no_colour_shows_it() -> None:
    assert "or `--code 123456`" not in text_of("codes")
    assert "`aws-session devices` lists them." in text_of("device-choice")


def text_of(topic: str | None, columns: int = 80) -> str:
    return helping.text(topic, page(columns))


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
    inner = line.rpartition("$(")[2].rpartition("((")[2].rstrip(')"')
    words = shlex.split(inner.partition(" >")[0].partition("; . ")[0])
    words = words[words.index("aws-session") + 1 :]
    ends = [at for at, word in enumerate(words) if word in {"|", "||"}]
    argv = tuple(words[: ends[0]] if ends else words)

    assert app.parse(argv)


def test_the_examples_of_a_command_are_of_that_command() -> None:
    for name, lines in examples.EXAMPLES.items():
        for line, _ in lines:
            assert f"aws-session {name}" in line or name == "mfa"


@pytest.mark.parametrize("topic", [None, "errors", *TABLE, *topics.TOPICS])
def test_on_a_terminal_the_text_is_the_same_with_colours(topic: str | None) -> None:
    ours, theirs = os.openpty()
    coloured = helping.text(topic, Page(theirs, {"TERM": "xterm"}))
    os.close(ours)
    os.close(theirs)
    title = {None: "Every day", "errors": "The key"}.get(topic, "Options")
    if topic in topics.TOPICS:
        title = topics.title(topic)

    assert f"\x1b[1m{title}\x1b[0m" in coloured
    text, plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured), helping.text(topic, page())
    if topic in topics.TOPICS:
        # Marks replace colours, and break lines in other places.
        text, plain = (" ".join(each.replace("`", "").split()) for each in (text, plain))
    assert text == plain


def test_help_for_no_command_names_the_near_one() -> None:
    with pytest.raises(UsageError, match="unknown command or help topic 'erors'") as caught:
        helping.text("erors", page())
    with pytest.raises(UsageError, match="unknown command or help topic 'nonsense'") as other:
        helping.text("nonsense", page())

    assert caught.value.hint == "did you mean: aws-session help errors"
    assert other.value.hint == "to list them, type: aws-session help"


@pytest.mark.parametrize(
    ("shell", "line"),
    [("bash", "in bash with eval $(aws-session)."), ("fish", "in fish with eval (aws-session).")],
)
def test_the_first_page_shows_the_line_for_the_shell(shell: str, line: str) -> None:
    assert line in " ".join(helping.text(None, page(100), shell).split())


def test_a_usage_line_shows_the_words_of_a_command() -> None:
    assert help_page.usage("pose") == "aws-session pose [TARGET] [ROLE] [OPTIONS]"


@pytest.mark.parametrize(
    ("topic", "shell", "line"),
    [
        ("init", "cmd", """for /f "delims=" %i in ('aws-session init cmd') do @%i"""),
        ("resume", "cmd", """for /f "delims=" %i in ('aws-session resume') do @%i"""),
        ("resume", "pwsh", "iex (aws-session resume)"),
        ("resume", "bash", 'eval "$(aws-session resume)"'),
        ("exec", "cmd", """aws-session exec prod -- cmd /c "aws s3 ls & aws ec2 describe-vpcs\""""),
        ("exec", "bash", "aws-session exec prod -- sh -c 'aws s3 ls; aws ec2 describe-vpcs'"),
    ],
)
def test_examples_are_typed_in_the_shell_that_asks(topic: str, shell: str, line: str) -> None:
    shown = helping.text(topic, page(), shell).splitlines()

    assert f"  {line}" in shown
    if topic == "resume":
        starts = {
            text.split()[0] for text in shown if "aws-session resume" in text and "[" not in text
        }
        assert starts == {line.split(maxsplit=1)[0]}
