"""The help text: on stdout where it was asked for by name, elsewhere where people read."""

from __future__ import annotations

import sys

from aws_session import cli
from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.edge.output import Output
    from aws_session.intent import Help


_COLUMNS = 100


def perform(intent: Help, output: Output, __: dict[str, str]) -> int:
    text = _text(intent.topic)
    if not intent.instead or output.data_is_shown or output.emits:
        output.write_data(text)
        return 0
    sys.stderr.write(text)
    raise UsageError("stdout is for the shell", hint=f"this prints there: {_line(intent.topic)}")


def _text(topic: str | None) -> str:
    if topic == "errors":
        from aws_session.commands import error_page

        return error_page.text(_COLUMNS)
    return cli.help_text(topic)


def _line(topic: str | None) -> str:
    return f"aws-session help {topic}" if topic else "aws-session help"
