from __future__ import annotations

import re

import pytest

from aws_session.cli import app, other_tools_commands
from aws_session.cli._options_table import TABLE
from aws_session.cli.fast_parser import options
from aws_session.errors import UsageError

OURS = frozenset(app.group().commands)


def refused(*words: str) -> tuple[str, str | None]:
    with pytest.raises(UsageError) as caught:
        app.parse(words)
    return caught.value.message, caught.value.hint


def test_another_tools_word_is_not_a_command_but_maps_to_one() -> None:
    assert not (other_tools_commands.NAMES.keys() | other_tools_commands.WORDS.keys()) & OURS
    assert set(other_tools_commands.NAMES.values()) <= OURS
    assert not other_tools_commands.NAMES.keys() & other_tools_commands.WORDS.keys()


@pytest.mark.parametrize("line", [*other_tools_commands.OPTIONS.values(),
    *(line for _, line in other_tools_commands.WORDS.values())])  # fmt: skip
def test_the_suggested_line_uses_existing_commands_and_options(line: str) -> None:
    for ours in re.findall(r"aws-session ([^;]*)", line):
        words = ours.partition(" -- ")[0].split()
        command = words[0] if not words[0].startswith("-") else "mfa"
        known = {spelling for _, option in options(command) for spelling in option.spellings}

        assert command in TABLE
        assert {word for word in words if word.startswith("-")} <= known | {"--shell"}


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (
            ("add", "work"),
            "'add' is not a command: aws-session stores no long-term keys",
            "the AWS CLI does: aws configure --profile NAME",
        ),
        (
            ("env",),
            "'env' is not a command: aws-session prints shell code",
            "for lines NAME=VALUE: aws-session --shell dotenv",
        ),
        (
            ("shell", "prod"),
            "'shell' is not a command: it is exec without a command",
            "aws-session exec TARGET [ROLE]",
        ),
        (
            ("credential-process", "--profile", "prod"),
            "'credential-process' is not a command: it is called process",
            "aws-session process TARGET [ROLE] --show NAME",
        ),
        (
            ("run", "--profile", "prod"),
            "'run' is not a command: it is called exec",
            "aws-session exec TARGET [ROLE] -- COMMAND",
        ),
        (
            ("export", "--format=json", "prod"),
            "'export' is not a command: aws-session prints shell code",
            "for lines NAME=VALUE: aws-session --shell dotenv",
        ),
        (
            ("login", "-s", "prod"),
            "'login' is not a command: a session starts with a code",
            "to start one: aws-session; in the browser: aws-session console TARGET [ROLE]",
        ),
        (("assume", "-un"), "unknown option -un", "leave the session: aws-session end"),
        (("--format", "json"), "unknown option --format", "aws-session help"),
        (("logout",), "'logout' is not a command; did you mean end?", "aws-session end"),
        (("refresh",), "'refresh' is not a command: it is called renew", "aws-session renew"),
        (
            ("exec", "--ecs-server", "prod"),
            "unknown option --ecs-server",
            "for a command that outlasts its session: aws-session exec --refresh TARGET -- COMMAND",
        ),
        (
            ("exec", "-n", "prod", "--", "true"),
            "unknown option -n",
            (
                "to assume a role with only the key: aws-session exec --no-mfa TARGET ROLE -- "
                "COMMAND"
            ),
        ),
        (
            ("pose", "-c", "prod"),
            "unknown option -c",
            "in the browser: aws-session console TARGET [ROLE]",
        ),
        (
            ("-c", "prod"),
            "unknown option -c",
            "in the browser: aws-session console TARGET [ROLE]",
        ),
        (("pose", "-u"), "unknown option -u", "leave the session: aws-session end"),
        (("-V",), "unknown option -V", "the version: aws-session version"),
        (
            ("pose", "prod", "--exec", "true"),
            "unknown option --exec",
            "to run a command: aws-session exec TARGET [ROLE] -- COMMAND",
        ),
        (
            ("--show-commands", "prod"),
            "unknown option --show-commands",
            "the shell code: aws-session pose TARGET [ROLE] --print",
        ),
    ],
)
def test_words_of_other_tools_are_answered_with_ours(
    words: tuple[str, ...], message: str, hint: str
) -> None:
    assert refused(*words) == (message, hint)


def test_another_tools_option_is_accepted_where_we_have_it() -> None:
    assert app.parse(("status", "--json"))
    assert app.parse(("console", "--service", "s3"))
    assert refused("pose", "--json")[1] == "for a program: aws-session process TARGET [ROLE]"
