"""The help text for a screen, from the grammar and the manual."""

from __future__ import annotations

from rich.text import Text

from aws_session import intent as intents
from aws_session.cli import examples as manual

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from aws_session.terminal.page import Page

_INDENT = "  "
_WIDEST_NAME = 26
"""Columns that a name may take before what it means goes below it."""

Entry = tuple[str, str]


def of_program(group: Any, page: Page, shell: str, line: str) -> str:
    """Return the first page: the commands of every day, then the others.

    `line` is what one types in a shell that has no function of ours.
    """
    shown = {name: c for name, c in group.commands.items() if not c.hidden}
    others = [name for name in shown if name not in manual.FIRST]
    first = [name for name in manual.FIRST if name in shown]
    return _text(
        page,
        page.paragraph(usage("aws-session", group), "", _INDENT),
        page.paragraph(str(group.help)),
        _section("Every day", ((name, summary(shown[name])) for name in first), page),
        _section("More", ((name, summary(shown[name])) for name in others), page),
        page.paragraph(manual.ABOUT.format(shell=shell, line=line)),
        page.paragraph(
            "aws-session help COMMAND shows its options and examples, aws-session doctor looks "
            "for what will go wrong, aws-session help errors lists what can."
        ),
    )


def of_command(name: str, command: Any, page: Page) -> str:
    """Return the page of one command."""
    examples = (
        line
        for example, what in manual.EXAMPLES.get(name, ())
        for line in (
            Text.assemble(_INDENT, (example, "bold")),
            *page.paragraph(what, _INDENT * 3),
        )
    )
    return _text(
        page,
        page.paragraph(usage(f"aws-session {name}", command), "", _INDENT),
        page.paragraph(" ".join(str(command.help).split())),
        _section("Words", words(command), page),
        _section("Options", options(command), page),
        [Text("Examples", "bold"), *examples] if name in manual.EXAMPLES else [],
        page.paragraph(manual.NOTES[name]) if name in manual.NOTES else [],
    )


def usage(name: str, command: Any) -> str:
    """Return how the command line looks."""
    if getattr(command, "commands", None):
        return f"{name} [COMMAND] [WORDS] [OPTIONS]"
    places = [f" {place}" for place, _ in words(command)]
    intent = intents.of(name.rpartition(" ")[2])
    trailing = " [-- COMMAND]" if hasattr(intent, "trailing") else ""
    return f"{name}{''.join(places)} [OPTIONS]{trailing}"


def words(command: Any) -> list[Entry]:
    """Return the words that a command takes, each with what it means."""
    return [
        (str(p.metavar), str(p.help or ""))
        for p in command.params
        if p.param_type_name == "argument"
    ]


def options(command: Any) -> list[Entry]:
    """Return a command's options as they are typed, each with what it means."""
    found = []
    for parameter in command.params:
        if parameter.param_type_name == "option":
            spelled = ", ".join(sorted(parameter.opts, key=lambda word: (word[:2] == "--", word)))
            value = "" if parameter.is_flag else f" {parameter.metavar}"
            found.append((f"{spelled}{value}", str(parameter.help or "")))
    return [*found, ("-h, --help", "Show this.")]


def summary(command: Any) -> str:
    return " ".join(str(command.help).split())


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
