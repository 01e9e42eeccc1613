"""The typer app, built from the registry of commands; it can parse every line."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from aws_session import commands
from aws_session.cli import suggestions
from aws_session.cli._options_table import TAKES_VALUE
from aws_session.cli.examples import PURPOSE
from aws_session.cli.fast_parser import tokenize
from aws_session.commands import Command, Option
from aws_session.commands.help import Help

# Versions of typer define it in different places: in typer, in click, in a copy of click.
_Refusal: type[Any] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__bases__ == (Exception,)
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class AnyOrder(TyperGroup):
    """Accepts options before and after the command word; without a command word it is `mfa`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        words = tokenize(tuple(args), TAKES_VALUE)
        return super().parse_args(ctx, [words.command, *words.rest])


def parse(argv: tuple[str, ...]) -> Command:
    """Return the command of a command line; UsageError if it is not valid."""
    words = tokenize(argv, TAKES_VALUE)
    if words.wants_help:
        return Help(topic=words.command if words.named else None, instead=True)
    suggestions.refuse(words, argv)
    try:
        line = [words.command, *words.rest]
        asked = group().main(line, "aws-session", standalone_mode=False)
    except _Refusal as error:
        option = str(getattr(error, "option_name", ""))
        raise suggestions.refusal(error.format_message(), words, option) from None
    return commands.with_trailing(asked, words.trailing)


def group() -> TyperGroup:
    app = typer.Typer(
        cls=AnyOrder,
        add_completion=False,
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
        help=PURPOSE,
    )
    for name in (*commands.COMMANDS, *commands.ALIASES):
        kind = commands.load(name)
        hidden = name in commands.HIDDEN
        app.command(name, help=kind.summary, hidden=hidden)(_function(kind))
    made = typer.main.get_command(app)
    assert isinstance(made, TyperGroup)  # noqa: S101 - an app with several commands is a group
    return made


def _function(kind: type[Command]) -> Callable[..., Command]:
    """Return a function whose parameters are a command's options, as typer needs it."""

    def make(**fields: Any) -> Command:
        for field, declared in kind.options:
            if declared.repeats:
                fields[field] = tuple(fields[field] or ())
        return kind(**fields)

    made: Any = make
    made.__signature__ = inspect.Signature(
        [
            inspect.Parameter(
                field,
                inspect.Parameter.KEYWORD_ONLY,
                default=None if declared.repeats else declared.default,
                annotation=_annotation(declared),
            )
            for field, declared in kind.options
        ]
    )
    made.__annotations__ = {field: _annotation(declared) for field, declared in kind.options}
    function: Callable[..., Command] = made
    return function


def _annotation(declared: Option) -> Any:
    if declared.is_argument:
        place: Any = typer.Argument(metavar=declared.metavar, help=declared.help)
        return Annotated[str | None, place]
    if declared.is_flag:
        return Annotated[bool, typer.Option(*declared.spellings, help=declared.help)]
    of_value: Any = typer.Option(*declared.spellings, metavar=declared.metavar, help=declared.help)
    if declared.repeats:
        return Annotated[list[str] | None, of_value]
    return Annotated[str if declared.default is not None else str | None, of_value]
