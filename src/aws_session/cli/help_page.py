"""The help for a screen: on the program, a command, or everything that can go wrong."""

from __future__ import annotations

from rich.text import Text

from aws_session import shells
from aws_session.cli import examples, fast_parser, topics
from aws_session.commands import load
from aws_session.shells import init

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.shells import Dialect
    from aws_session.terminal.page import Page

_INDENT = "  "
_WIDEST_NAME = 26
"""The widest name, in columns, that has its description on the same line."""

_ABOUT_ERRORS = (
    "What can go wrong, why, and what to do next. Words in capitals are placeholders: WHOSE is "
    "`profile 'work'`, `the key in the environment` or `the session of this shell`. --debug "
    "adds what AWS said."
)

Entry = tuple[str, str]


def of_program(page: Page, shell: str, line: str) -> str:
    """Return the first page: the commands in groups, the daily ones first, then the topics.

    `line` is what one types in a shell without our function.
    """
    groups = (
        _section(title, ((name, fast_parser.summary(name)) for name in names), page)
        for title, names in examples.GROUPS.items()
    )
    pages = [(topic, topics.title(topic).partition(": ")[2]) for topic in topics.TOPICS]
    return _text(
        page,
        page.paragraph(examples.PURPOSE),
        *groups,
        _section("Topics", [*pages, ("errors", "errors, their causes and fixes")], page),
        page.paragraph(examples.ABOUT.format(shell=shell, line=line)),
        page.paragraph("For details: aws-session help COMMAND|TOPIC"),
    )


def of_command(name: str, page: Page, shell: str = "bash") -> str:
    """Return the page of one command."""
    shown = (
        line
        for example, what in _examples(name, shell)
        for line in (
            Text.assemble(_INDENT, (example, "bold")),
            *page.paragraph(what, _INDENT * 3),
        )
    )
    return _text(
        page,
        page.paragraph(usage(name), "", _INDENT),
        page.paragraph(fast_parser.summary(name)),
        _section("Arguments", words(name), page),
        _section("Options", options(name), page),
        [Text("Examples", "bold"), *shown] if name in examples.EXAMPLES else [],
        page.paragraph(examples.NOTES[name]) if name in examples.NOTES else [],
    )


def of_errors(page: Page) -> str:
    """Return the page of everything that can go wrong."""
    # Imported late: it loads botocore.
    from aws_session.cli import help_errors

    lines = page.paragraph(_ABOUT_ERRORS)
    for title, rows in help_errors.sections():
        lines += [*page.paragraph(""), *page.paragraph(title, style="bold")]
        for row in rows:
            lines += [*page.paragraph(""), *page.paragraph(row.error.message, "  ", style="red")]
            lines += page.paragraph(row.why, "    why   ")
            lines += page.paragraph(str(row.error.hint), "    next  ")
    return page.text(lines)


def _examples(name: str, shell: str) -> tuple[tuple[str, str], ...]:
    """Return a command's examples in the syntax of a shell, because people copy them."""
    found = examples.EXAMPLES.get(name, ())
    dialect = shells.dialect(shell)
    shell = dialect.name
    if name == "resume" and not dialect.data:
        return tuple((_evaluated(line, dialect), what) for line, what in found)
    if name == "exec" and shell in examples.SEVERAL:
        return (*found[:-1], (examples.SEVERAL[shell], found[-1][1]))
    if name == "init" and shell not in _SHOWN and shell in shells.shells_with("init"):
        how = init.loading(shell)
        where = f"in {how.file}" if how.file else "in each window; see aws-session help shells"
        return ((how.line.replace("NAME", shell), where), *found)
    return found


def _evaluated(line: str, dialect: Dialect) -> str:
    """Return a Bourne-shell line in the syntax of another shell."""
    words = line.removeprefix('eval "$(').removesuffix(')"')
    typed = dialect.invocation(words)
    return line if typed.startswith("eval $(") else typed


_SHOWN = frozenset({"bash", "zsh", "ksh", "sh", "fish", "powershell"})
"""The shells whose lines are already among the examples of `init`."""


def usage(name: str) -> str:
    """Return the usage line of a command."""
    places = "".join(f" {place}" for place, _ in words(name))
    trailing = " [-- COMMAND]" if load(name).takes_trailing else ""
    return f"aws-session {name}{places} [OPTIONS]{trailing}"


def words(name: str) -> list[Entry]:
    """Return a command's arguments, each with its meaning."""
    return [
        (option.metavar, option.help)
        for _, option in fast_parser.options(name)
        if option.is_argument
    ]


def options(name: str) -> list[Entry]:
    """Return a command's options as they are typed, each with its meaning."""
    found = []
    for _, option in fast_parser.options(name):
        if option.spellings:
            spelled = ", ".join(sorted(option.spellings, key=lambda word: (word[:2] == "--", word)))
            value = f" {option.metavar}" if option.metavar else ""
            found.append((f"{spelled}{value}", option.help))
    return [*found, ("-h, --help", "Show this help.")]


def _text(page: Page, *parts: Iterable[Text]) -> str:
    paragraphs = (Text("\n").join(part) for part in parts)
    return page.text([Text("\n\n").join(filter(None, paragraphs))])


def _section(title: str, entries: Iterable[Entry], page: Page) -> list[Text]:
    rows = list(entries)
    if not rows:
        return []
    width = min(max(len(name) for name, _ in rows), _WIDEST_NAME, page.columns // 3)
    lines = [line for name, what in rows for line in _row(name, what, width, page)]
    return [Text(title, "bold"), *lines]


def _row(name: str, what: str, width: int, page: Page) -> list[Text]:
    shown = Text.assemble(_INDENT, (name, "green"))
    margin = len(_INDENT) + width + 2
    if len(name) > width:
        return [shown, *page.paragraph(what, " " * margin)]
    shown.pad_right(margin - len(shown))
    return page.paragraph(what, shown)
