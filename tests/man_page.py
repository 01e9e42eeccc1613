"""The man page, made from the options, the examples and the topics: roff for groff and mandoc."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from aws_session import __version__, commands
from aws_session.cli import examples, fast_parser, help_page, topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

STATUSES = (
    ("0", "Success, also if there was nothing to end."),
    (
        "1",
        "AWS refused a call, or something failed on this machine; for doctor: there is a problem.",
    ),
    ("2", "The command line is not valid."),
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
        # Commands and variables must be copied whole.
        ".nh",
        ".SH NAME",
        "aws-session \\- put a temporary AWS session into your current shell",
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
    for topic in topics.TOPICS:
        lines += _without_empty_paragraphs(_topic(topic))
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


def _without_empty_paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Leave out what begins a paragraph where a heading has begun one."""
    before = ""
    for line in lines:
        if line != ".PP" or not before.startswith((".SH", ".SS")):
            yield line
        before = line


def _topic(topic: str) -> Iterator[str]:
    """Return a page of Markdown: its heading is a section."""
    tokens = MarkdownIt().enable("table").parse(topics.read(topic))
    cells: list[str] = []
    for before, token in pairwise(tokens):
        if token.type == "inline" and before.type in {"td_open", "th_open"}:
            cells.append(_inline(token))
        elif token.type == "tbody_open":
            # The cells make clear what the columns are called.
            cells = []
        elif token.type == "tr_close" and before.type == "td_close":
            yield from _row(cells)
            cells = []
        else:
            yield from _block(before, token)


def _block(before: Token, token: Token) -> Iterator[str]:
    if token.type == "inline" and before.type == "heading_open":
        heading = _inline(token, marked=False)
        yield f".SH {heading.upper()}" if before.tag == "h1" else f".SS {heading}"
    elif token.type == "inline":
        yield _inline(token)
    elif token.type == "fence":
        code = map(_roff, token.content.splitlines())
        yield from (".PP", ".RS 2", ".nf", *code, ".fi", ".RE")
    elif token.type == "paragraph_open" and token.level == 0:
        yield ".PP"
    elif token.type == "list_item_open":
        yield f".IP {token.info}. 4" if token.info else ".IP \\(bu 2"


def _row(cells: list[str]) -> Iterator[str]:
    """Return a row of a table: its first cell is what the others describe."""
    yield from (".TP", cells[0], cells[1])
    for cell in cells[2:]:
        yield from (".br", cell)


def _inline(token: Token, *, marked: bool = True) -> str:
    """Return a sentence on its own line; roff fills lines."""
    return "".join(_spans(token.children or (), marked=marked)).replace("\n", " ")


def _spans(children: Iterable[Token], *, marked: bool) -> Iterator[str]:
    for number, child in enumerate(children):
        text = child.content or (" " if child.type == "softbreak" else "")
        shown = _roff(text) if number == 0 else _escaped(text)
        is_code = child.type == "code_inline" and marked
        yield f"\\fB{_escaped(text)}\\fP" if is_code else shown


def _list(entries: Any) -> Iterator[str]:
    for term, meaning in entries:
        yield ".TP"
        yield f"\\fB{_roff(term)}\\fP"
        yield _roff(meaning)


def _roff(text: str) -> str:
    """Return a text for roff: no line begins with a dot."""
    plain = _escaped(text)
    return f"\\&{plain}" if plain[:1] in {".", "\\"} and text[:1] in {".", "'"} else plain


def _escaped(text: str) -> str:
    r"""Return a text for the inside of a roff line: a hyphen is `\-`."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti")
    plain = plain.replace("\u2026", "...").replace("`", "\\(ga").replace("^", "\\(ha")
    plain = plain.replace("\u21e5", "<TAB>")
    return plain.replace("'", "\\(aq").replace('"', "\\(dq")
