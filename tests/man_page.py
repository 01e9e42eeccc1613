"""The man page, from the grammar and the manual: roff that groff and mandoc read alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_session import __version__, commands
from aws_session.cli import examples, fast_parser, help_page

if TYPE_CHECKING:
    from collections.abc import Iterator

STATUSES = (
    ("0", "Done; also where there was nothing to end."),
    ("1", "AWS or the machine said no; for doctor: there is a problem."),
    ("2", "The command line asks for something that cannot be."),
    ("128 + N", "Stopped by signal N: 129 by SIGHUP, 130 by Ctrl-C, 143 by SIGTERM."),
)
FILES = (
    ("~/.config/aws-session/config.toml", "Settings; AWS_SESSION_CONFIG names another file."),
    ("~/.aws/config, ~/.aws/credentials", "Read, and never written."),
)


def text() -> str:
    """Return the whole page."""
    lines = [
        f'.TH AWS-SESSION 1 "" "aws-session {__version__}" "User Commands"',
        ".SH NAME",
        "aws-session \\- put a valid AWS session into the shell you are in",
        ".SH SYNOPSIS",
        ".nf",
        *(f"\\fB{_roff(usage)}\\fP" for usage in _usages()),
        ".fi",
        ".SH DESCRIPTION",
        _roff(examples.PURPOSE),
        ".PP",
        _roff(examples.ABOUT.format(shell="bash and zsh", line="eval $(aws-session)")),
        ".SH COMMANDS",
    ]
    for name in _names():
        lines += _command(name)
    lines += [".SH EXIT STATUS", *_list(STATUSES), ".SH FILES", *_list(FILES)]
    lines += [
        ".SH SEE ALSO",
        _roff("aws-session help errors lists what can go wrong."),
        ".BR aws (1)",
    ]
    return "\n".join(lines) + "\n"


def _names() -> list[str]:
    shown = [name for name in commands.COMMANDS if name not in commands.HIDDEN]
    return sorted(shown, key=lambda name: (*examples.FIRST, name).index(name))


def _usages() -> Iterator[str]:
    for name in _names():
        yield help_page.usage(name)


def _command(name: str) -> Iterator[str]:
    yield f".SS {_roff(help_page.usage(name))}"
    yield _roff(fast_parser.summary(name))
    yield from _list(help_page.words(name))
    yield from _list(help_page.options(name))
    if name in examples.EXAMPLES:
        yield ".PP"
        yield "Examples:"
        yield from _list(examples.EXAMPLES[name])
    if name in examples.NOTES:
        yield ".PP"
        yield _roff(examples.NOTES[name])


def _list(entries: Any) -> Iterator[str]:
    for term, meaning in entries:
        yield ".TP"
        yield f"\\fB{_roff(term)}\\fP"
        yield _roff(meaning)


def _roff(text: str) -> str:
    r"""Return a text as roff reads it: a hyphen is `\-`, and no line begins with a dot."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti")
    plain = plain.replace("\u2026", "...").replace("`", "\\(ga").replace("^", "\\(ha")
    plain = plain.replace("'", "\\(aq").replace('"', "\\(dq")
    return f"\\&{plain}" if plain[:1] in {".", "'"} else plain
