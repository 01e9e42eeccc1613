"""The help text: on stdout where it was asked for by name, elsewhere where people read."""

from __future__ import annotations

import sys

from aws_session.cli import app, help_page
from aws_session.errors import UsageError
from aws_session.model.closest import closest
from aws_session.shells import detect
from aws_session.shells import registry as shells
from aws_session.terminal.page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.intent import Help
    from aws_session.terminal.output import Output

ERRORS = "errors"
"""A topic that is no command."""


def perform(intent: Help, output: Output, environ: dict[str, str]) -> int:
    if not intent.instead or output.data_is_shown:
        output.write_data(_text(intent, Page(output.for_child, environ), environ))
        return 0
    sys.stderr.write(_text(intent, Page(2, environ), environ))
    raise UsageError("stdout is for the shell", hint=f"this prints there: {_line(intent.topic)}")


def _text(intent: Help, page: Page, environ: dict[str, str]) -> str:
    return text(intent.topic, page, intent.shell or detect.find(environ))


def text(topic: str | None, page: Page, shell: str = "bash") -> str:
    """Return the help of a command, or of the program; UsageError for no command."""
    if topic == ERRORS:
        from aws_session.cli import help_errors

        return help_errors.text(page)
    program = app.group()
    if topic is None:
        return help_page.of_program(program, page, shell, shells.dialect(shell).invocation())
    command = program.commands.get(topic)
    if command is None:
        near = closest(topic, (*program.commands, ERRORS))
        hint = f"did you mean: aws-session help {near}" if near else "aws-session help lists them"
        raise UsageError(f"there is no command {topic!r}", hint=hint)
    return help_page.of_command(topic, command, page)


def _line(topic: str | None) -> str:
    return f"aws-session help {topic}" if topic else "aws-session help"
