"""The help text: on stdout if it was requested by name, otherwise where people read."""

from __future__ import annotations

import sys

from aws_session import shells
from aws_session.cli import help_page, topics
from aws_session.cli._options_table import TABLE
from aws_session.commands.help import Help
from aws_session.errors import UsageError
from aws_session.model.closest import meant
from aws_session.shells import detect
from aws_session.terminal import is_there, system
from aws_session.terminal.page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.commands import Command
    from aws_session.terminal.output import Output

ERRORS = "errors"
"""The topic that is not a page of text."""


def perform(command: Command, output: Output, environ: dict[str, str]) -> int:
    assert isinstance(command, Help)  # noqa: S101 - the only one of its kind
    if command.man:
        from aws_session.cli import man_page

        return man_page.show(output, environ)
    if not command.instead or output.data_is_shown:
        page = Page(output.for_child, environ)
        text = _text(command, page, environ)
        if not (_is_for_pager(command.topic, text, output) and _paged(text, output, environ)):
            output.write_data(text)
        return 0
    sys.stderr.write(_text(command, Page(2, environ), environ))
    from aws_session.processes import starting

    raise UsageError(
        "stdout is for the shell, so the help is on stderr; to page it, type",
        hint=f"{_line(command.topic)} | {starting.PAGER}",
    )


def _is_for_pager(topic: str | None, text: str, output: Output) -> bool:
    """Tell whether it is a text that is longer than the person's screen."""
    if topic not in {ERRORS, *topics.TOPICS} or not output.data_is_shown:
        return False
    _, lines = system.size(output.for_child)
    return 0 < lines <= text.count("\n")


def _paged(text: str, output: Output, environ: dict[str, str]) -> bool:
    from aws_session.processes import subprocesses

    # A pager needs a terminal with cursor movement.
    has_screen = is_there() and system.moves_cursor(environ)
    return has_screen and subprocesses.page(text, environ, output.for_child)


def _text(command: Help, page: Page, environ: dict[str, str]) -> str:
    return text(command.topic, page, command.shell or detect.find(environ))


def text(topic: str | None, page: Page, shell: str = "bash") -> str:
    """Return the help on the program, a command or a topic; UsageError for another word."""
    if topic == ERRORS:
        return help_page.of_errors(page)
    if topic is None:
        return help_page.of_program(page, shell, shells.dialect(shell).invocation())
    if topic in TABLE:
        return help_page.of_command(topic, page, shell)
    if topic in topics.TOPICS:
        from aws_session.cli import topic_page

        return topic_page.text(topic, page)
    near = meant(topic, (*TABLE, *topics.TOPICS, ERRORS))
    hint = (
        f"did you mean: aws-session help {near}" if near else "to list them, type: aws-session help"
    )
    raise UsageError(f"unknown command or help topic {topic!r}", hint=hint)


def _line(topic: str | None) -> str:
    return f"aws-session help {topic}" if topic else "aws-session help"
