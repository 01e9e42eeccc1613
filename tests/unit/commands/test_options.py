from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aws_session.cli.fast_parser import Tokens, tokenize
from aws_session.commands import Command, kind, with_trailing
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.process import Process
from aws_session.commands.region import Region
from aws_session.commands.resume import Resume
from aws_session.commands.sandbox import Sandbox
from aws_session.errors import UsageError
from aws_session.model.mfa import is_code

if TYPE_CHECKING:
    from collections.abc import Callable

TAKES_VALUE = frozenset({"-p", "--profile"})


def arranged(*argv: str) -> Tokens:
    return tokenize(argv, TAKES_VALUE)


@pytest.mark.parametrize(
    ("argv", "command", "rest"),
    [
        ((), "mfa", ()),
        (("end",), "end", ()),
        (("-p", "x", "end"), "end", ("-p", "x")),
        (("end", "-p", "x"), "end", ("-p", "x")),
        (("-p", "end"), "mfa", ("-p", "end")),
        (("-p", "--profile", "end"), "end", ("-p", "--profile")),
        (("--profile=end", "end"), "end", ("--profile=end",)),
        (("123456",), "mfa", ("123456",)),
        (("123 456",), "mfa", ("123 456",)),
        (("123456", "end"), "mfa", ("123456", "end")),
        (("mfa", "123456"), "mfa", ("123456",)),
        (("nonsense",), "nonsense", ()),
        (("-",), "-", ()),
        (("--version",), "version", ()),
        (("end", "--version"), "end", ("--version",)),
    ],
)
def test_the_command_is_the_first_word_that_is_neither_an_option_nor_an_options_value(
    argv: tuple[str, ...], command: str, rest: tuple[str, ...]
) -> None:
    words = arranged(*argv)

    assert (words.command, words.rest) == (command, rest)


def test_what_follows_two_dashes_is_kept_apart() -> None:
    words = arranged("-p", "x", "--", "end", "--", "-h")

    assert words.trailing == ("end", "--", "-h")
    assert (words.command, words.rest, words.wants_help) == ("mfa", ("-p", "x"), False)


@pytest.mark.parametrize("argv", [("-h",), ("--help",), ("end", "-h"), ("-h", "end")])
def test_help_is_recognized_in_every_place(argv: tuple[str, ...]) -> None:
    assert arranged(*argv).wants_help


def test_help_as_an_options_value_is_a_value() -> None:
    assert not arranged("-p", "-h").wants_help


@pytest.mark.parametrize(
    ("word", "yes"),
    [
        ("123456", True),
        ("123 456", True),
        ("1 2 3 4 5 6", True),
        ("12345", False),
        ("1234567", False),
        ("12345a", False),
        ("١٢٣٤٥٦", False),
        ("", False),
        ("-12345", False),
    ],
)
def test_a_code_is_six_ascii_digits(word: str, yes: bool) -> None:
    assert is_code(word) is yes


@pytest.mark.parametrize(
    ("command", "device", "code"),
    [
        (Mfa(), None, None),
        (Mfa(word="phone"), "phone", None),
        (Mfa(word="123456"), None, "123456"),
        (Mfa(word="phone", code="123456"), "phone", "123456"),
        (Mfa(code="-"), None, "-"),
    ],
)
def test_a_word_is_a_code_or_a_device(command: Mfa, device: str | None, code: str | None) -> None:
    assert (command.device, command.given_code) == (device, code)


def test_a_wrong_region_is_answered_by_an_example_that_can_be_typed() -> None:
    with pytest.raises(UsageError) as by_command:
        Region(name="a b")
    with pytest.raises(UsageError) as by_option:
        Mfa(region="a b")

    assert by_command.value.hint == "for example: aws-session region eu-west-1"
    assert by_option.value.hint == "for example: --region eu-west-1"


def test_a_duration_is_read_in_seconds() -> None:
    assert Mfa(duration="12h").request.seconds == 43_200
    assert Mfa().request.seconds is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"word": ""}, "the name of the device is empty"),
        ({"word": " "}, "the name of the device is empty"),
        ({"word": "123456", "code": "654321"}, "two codes were given"),
        ({"duration": "1m"}, "not allowed here"),
        ({"duration": "37h"}, "not allowed here"),
        ({"duration": "soon"}, "is not a valid duration"),
        ({"profile": ""}, "--profile is empty"),
        ({"profile": " "}, "--profile is empty"),
        ({"region": ""}, "is not a valid region"),
        ({"region": "eu west"}, "is not a valid region"),
        ({"region": "evil.com/#"}, "is not a valid region"),
        ({"region": "EU-west-1"}, "is not a valid region"),
        ({"region": "-eu-west-1"}, "is not a valid region"),
        ({"region": "a" * 64}, "is not a valid region"),
        ({"region": "ü-west-1"}, "is not a valid region"),
    ],
)
def test_nonsense_is_not_a_command(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        Mfa(**fields)

    assert caught.value.status == 2
    assert caught.value.hint


@pytest.mark.parametrize(
    ("region", "meant"),
    [
        ("nowhere", ""),
        ("local", ""),
        ("us-east", "; did you mean us-east-1?"),
        ("us-east-1a", "; did you mean us-east-1?"),
        ("US-EAST-1", "; did you mean us-east-1?"),
        (" us-east-1 ", "; did you mean us-east-1?"),
        ("us_east_1", "; did you mean us-east-1?"),
        ("useast1", "; did you mean us-east-1?"),
        ("1", ""),
        ("prod", ""),
    ],
)
def test_what_is_not_named_like_a_region_is_refused(region: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        Region(name=region)

    assert caught.value.message == f"'{region}' is not a valid region{meant}"
    assert caught.value.hint == "for example: aws-session region eu-west-1"


@pytest.mark.parametrize("command", [Mfa, Pose, Process, Resume])
def test_an_availability_zone_is_not_accepted_as_a_region(command: Callable[..., Command]) -> None:
    with pytest.raises(UsageError) as caught:
        command(region="us-east-1a")

    assert caught.value.message == "'us-east-1a' is not a valid region; did you mean us-east-1?"
    assert caught.value.hint == "for example: --region eu-west-1"


@pytest.mark.parametrize(
    "region", ["eu-west-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "aws-global", "xx-9"]
)
def test_regions_are_regions(region: str) -> None:
    assert Mfa(region=region).region == region
    assert Region(name=region).name == region


@pytest.mark.parametrize(
    "fields", [{"action": "dance"}, {"port": "x"}, {"port": "65536"}, {"port": "9" * 5_000}]
)
def test_the_sandbox_refuses_what_it_does_not_know(fields: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Sandbox(**fields)


def test_trailing_words_go_only_to_a_command_that_accepts_them() -> None:
    assert with_trailing(Sandbox(), ("ls",)) == Sandbox(trailing=("ls",))
    assert with_trailing(End(), None) == End()
    with pytest.raises(UsageError, match="takes nothing after --"):
        with_trailing(End(), ())


@pytest.mark.parametrize(
    ("command", "yes"),
    [("mfa", True), ("end", True), ("nonsense", True), ("init", True), ("version", False)],
)
def test_a_command_is_evaluated_unless_it_prints_data(command: str, yes: bool) -> None:
    assert kind(command).is_evaluated is yes
