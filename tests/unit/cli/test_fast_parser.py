from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aws_session import commands
from aws_session.cli import app, fast_parser
from aws_session.cli._options_table import TABLE, TAKES_VALUE
from aws_session.commands import ALIASES, COMMANDS, Command, load, plain
from aws_session.commands.end import End
from aws_session.commands.help import Help
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.sandbox import Sandbox
from aws_session.commands.version import Version
from aws_session.errors import UsageError
from spellings import SPELLINGS

Read = Command | tuple[str, str | None]

DOCUMENTED: list[tuple[tuple[str, ...], Command]] = [
    ((), Mfa()),
    (("mfa",), Mfa()),
    (("123456",), Mfa(word="123456")),
    (("mfa", "123456"), Mfa(word="123456")),
    (("123 456",), Mfa(word="123 456")),
    (("mfa", "phone", "--code", "123456"), Mfa(word="phone", code="123456")),
    (("--mfa-code", "123456"), Mfa(code="123456")),
    (("-m", "-"), Mfa(code="-")),
    (("--code", "-"), Mfa(code="-")),
    (("-p", "work", "-r", "eu-west-1", "-d", "12h"),
     Mfa(profile="work", region="eu-west-1", duration="12h")),
    (("--profile", "work", "mfa"), Mfa(profile="work")),
    (("-s", "fish", "--print", "--debug"), Mfa(shell="fish", show=True, debug=True)),
    (("end",), End()),
    (("clear",), End()),
    (("assume", "prod", "Admin"), Pose(target="prod", role="Admin")),
    (("-s", "zsh", "end"), End(shell="zsh")),
    (("end", "--debug", "--print"), End(show=True, debug=True)),
    (("help",), Help()),
    (("help", "mfa"), Help(topic="mfa")),
    (("version",), Version()),
    (("--version",), Version()),
    (("sandbox",), Sandbox()),
    (("sandbox", "code"), Sandbox(action="code")),
    (("sandbox", "serve", "--port", "8080"), Sandbox(action="serve", port="8080")),
    (("sandbox", "--policy", "require-mfa-age", "--", "ls", "-l"),
     Sandbox(policy="require-mfa-age", trailing=("ls", "-l"))),
]  # fmt: skip

_VALUES = [
    "work",
    "123456",
    "123 456",
    "eu-west-1",
    "12h",
    "900",
    "fish",
    "-",
    "",
    " ",
    "8080",
    "é",
    "\udcff",
]
_LINE = st.lists(
    st.sampled_from([*TABLE, *SPELLINGS, *_VALUES])
    | st.sampled_from(
        ["--", "-h", "--help", "--version", "--prof", "-x", "--no-print", "-ph", "-sx"]
    )
    | st.builds("{}={}".format, st.sampled_from(SPELLINGS), st.sampled_from(_VALUES))
    | st.builds("{}{}".format, st.sampled_from(["-p", "-s", "-m", "-d"]), st.sampled_from(_VALUES))
    | st.text(max_size=3),
    max_size=6,
).map(tuple)


def by_cli(argv: tuple[str, ...]) -> Read:
    try:
        return app.parse(argv)
    except UsageError as error:
        return error.message, error.hint


def by_hot(argv: tuple[str, ...]) -> Read | None:
    try:
        return fast_parser.parse(fast_parser.words(argv))
    except UsageError as error:
        return error.message, error.hint


@pytest.mark.parametrize(("argv", "meant"), DOCUMENTED, ids=lambda word: str(word)[:40])
def test_every_documented_line_is_parsed_the_same_by_both_parsers(
    argv: tuple[str, ...], meant: Command
) -> None:
    assert by_cli(argv) == meant
    assert by_hot(argv) == meant


def by_plain(argv: tuple[str, ...]) -> Read | None:
    found = plain(argv)
    if found is None:
        return None
    name, fields = found
    try:
        return load(name)(**fields)
    except UsageError as error:
        return error.message, error.hint


@pytest.mark.parametrize("argv", [(), *((command,) for command in COMMANDS)], ids=str)
def test_a_command_without_arguments_has_its_defaults(argv: tuple[str, ...]) -> None:
    assert by_plain(argv) == by_cli(argv)


@pytest.mark.parametrize("name", [*COMMANDS, *ALIASES])
@pytest.mark.parametrize(
    "word",
    ["123456", "eu-west-1", "bash", "errors", "end", "a b", "", "a=b", "--", "-", "-h", "-p"],
)
def test_a_command_with_one_word_is_what_typer_makes_of_it(name: str, word: str) -> None:
    argv = (name, word)
    takes_one = any(option.is_argument for _, option in load(name).options)

    found = by_plain(argv)

    assert (found is not None) == (takes_one and not word.startswith("-"))
    assert found is None or found == by_cli(argv)


@pytest.mark.parametrize(
    "argv",
    [
        *(("123456",), ("-h",), ("--version",), ("--",), ("",), ("nothing",), ("end", "--debug")),
        *(("end", "now"), ("pose", "prod", "Admin"), ("123456", "end"), ("region", "--", "x")),
    ],
    ids=str,
)
def test_any_other_line_needs_a_parser(argv: tuple[str, ...]) -> None:
    assert plain(argv) is None


@settings(deadline=None, max_examples=400)
@given(_LINE)
@example(("-p", "-h"))
@example(("-p", "--", "end"))
@example(("mfa", "phone", "phone"))
@example(("-p", "a", "-p", "b"))
def test_the_fast_parser_agrees_with_typer_or_declines(argv: tuple[str, ...]) -> None:
    quick = by_hot(argv)

    assert quick is None or quick == by_cli(argv)


@pytest.mark.parametrize(
    "argv",
    [
        ("--profile=work",),
        ("-pwork",),
        ("-h",),
        ("nonsense",),
        ("-p",),
        ("end", "x"),
        ("--prof", "x"),
    ],
    ids=" ".join,
)
def test_the_fast_parser_declines_what_is_ambiguous(argv: tuple[str, ...]) -> None:
    assert by_hot(argv) is None


@pytest.mark.parametrize(
    ("argv", "meant"),
    [
        (("--profile=work",), Mfa(profile="work")),
        (("-pwork",), Mfa(profile="work")),
        (("-h",), Help(instead=True)),
        (("end", "-h"), Help(topic="end", instead=True)),
    ],
    ids=str,
)
def test_typer_parses_the_rest(argv: tuple[str, ...], meant: Command) -> None:
    assert by_cli(argv) == meant
    assert by_hot(argv) is None


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (("nonsense",), "'nonsense' is not a command", "aws-session help"),
        (("",), "the name of the device is empty", "name a device or leave it out"),
        (
            ("--print", "", "-p", "work"),
            "the name of the device is empty",
            "name a device or leave it out",
        ),
        (
            ("", "status"),
            "unexpected argument 'status': mfa takes only [DEVICE|CODE]",
            "aws-session help mfa",
        ),
        (
            ("12345",),
            "'12345' is neither a command nor a 6-digit code",
            "for an account: aws-session pose 12345",
        ),
        (
            ("１２３４５６",),  # noqa: RUF001 - as a Japanese keyboard writes them
            "'１２３４５６' is neither a command nor a 6-digit code",  # noqa: RUF001
            "write a code with the digits 0 to 9",
        ),
        (
            ("switch", "prod"),
            "'switch' is not a command; did you mean pose?",
            "aws-session pose prod",
        ),
        (
            ("posse", "R&D", "Admin", "-d", "1h"),
            "'posse' is not a command; did you mean pose?",
            "aws-session pose 'R&D' Admin -d 1h",
        ),
        (
            ("exce", "prod", "--", "ls", "-l"),
            "'exce' is not a command; did you mean exec?",
            "aws-session exec prod -- ls -l",
        ),
        (("switch", "123456"), "'switch' is not a command; did you mean pose?", "aws-session pose"),
        (("stat",), "'stat' is not a command; did you mean status?", "aws-session status"),
        (("STATUS",), "'STATUS' is not a command; did you mean status?", "aws-session status"),
        (
            ("123", "456"),
            "'123' is neither a command nor a 6-digit code",
            "write the code without spaces: aws-session CODE",
        ),
        (
            ("end", "--rev"),
            "unknown option --rev; did you mean --revoke?",
            "aws-session help end",
        ),
        (("region", "--list"), "unknown option --list", "aws-session help region"),
        (
            ("exec", "prod", "ls", "-la"),
            "unknown option -l",
            "put -- before the command to run: aws-session exec TARGET [ROLE] -- COMMAND",
        ),
        (("logout",), "'logout' is not a command; did you mean end?", "aws-session end"),
        (("stauts",), "'stauts' is not a command; did you mean status?", "aws-session status"),
        (
            ("--profil", "x"),
            "unknown option --profil; did you mean --profile?",
            "aws-session help",
        ),
        (
            ("psoe", "--session_name=x"),
            "unknown option --session_name; did you mean",
            None,
        ),
        (
            ("end", "now"),
            "unexpected argument 'now': end takes no arguments",
            "aws-session help end",
        ),
        (("--wrong",), "unknown option --wrong", "aws-session help mfa"),
        (
            ("end", "--cod"),
            "unknown option --cod; did you mean --code?",
            "aws-session help end",
        ),
        (("end", "-p", "x"), "unknown option -p", "aws-session help end"),
        (("-p",), "-p needs a value", "aws-session help mfa"),
        (
            ("123456", "654321"),
            "unexpected argument '654321': mfa takes only [DEVICE|CODE]",
            "aws-session help mfa",
        ),
        (
            ("pose", "--role", "Admin"),
            "unknown option --role",
            "ROLE is an argument: aws-session pose TARGET ROLE",
        ),
        (
            ("pose", "a", "b", "c", "d"),
            "unexpected argument 'c d': pose takes only [TARGET] [ROLE]",
            "aws-session help pose",
        ),
        (
            ("pose", "Customer", "Portal", "(EU)"),
            "unexpected argument '(EU)': pose takes only [TARGET] [ROLE]",
            "aws-session help pose",
        ),
        (
            ("pose", "a", "b", "c: d."),
            "unexpected argument 'c: d.': pose takes only [TARGET] [ROLE]",
            "aws-session help pose",
        ),
        (("123456", "--code", "654321"), "two codes were given", None),
        (("end", "--", "x"), "this command takes nothing after --", None),
    ],
    ids=str,
)
def test_a_line_that_cannot_be_read_says_why(
    argv: tuple[str, ...], message: str, hint: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        app.parse(argv)

    assert message in caught.value.message
    assert hint is None or caught.value.hint == hint
    assert caught.value.status == 2


@pytest.mark.parametrize("line", ["config --nope", "resume --nope", "init bash --nope"])
def test_no_option_of_another_command_is_suggested(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        app.parse(tuple(line.split()))

    assert caught.value.message == "unknown option --nope"


def test_the_table_knows_which_options_take_a_value() -> None:
    taking = {
        spelling
        for command in app.group().commands.values()
        for parameter in command.params
        if parameter.param_type_name == "option" and not getattr(parameter, "is_flag", False)
        for spelling in parameter.opts
    }

    assert taking == TAKES_VALUE


@pytest.mark.locked
@pytest.mark.parametrize("name", TABLE)
def test_typer_knows_the_options_that_a_command_declares(name: str) -> None:
    declared = {
        (field, option.spellings or (field,), option.metavar or None, option.help)
        for field, option in commands.load(name).options
    }
    known = {
        (
            str(each.name),
            tuple(each.opts),
            getattr(each, "metavar", None),
            getattr(each, "help", ""),
        )
        for each in app.group().commands[name].params
    }

    assert known == declared
