"""A Markdown page for a terminal: headings on the left, code that can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.markdown import CodeBlock, Heading, Markdown, TableElement
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from aws_session.cli import topics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.markdown import MarkdownElement

    from aws_session.terminal.page import Page

_ASCII = str.maketrans({"•": "*", "…": "...", "→": "->", "─": "-", "⇥": "<TAB>", "✓": "+"})

_THEME = Theme(
    {
        **dict.fromkeys(("markdown.h1", "markdown.h2", "markdown.h3"), "bold"),
        "markdown.code": "cyan",
        "markdown.item.bullet": "none",
        "markdown.item.number": "none",
    }
)
"""Colours that are readable on light and dark; rich's own code has a black background."""


class _Heading(Heading):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _Code(CodeBlock):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in str(self.text).rstrip().splitlines():
            # The terminal breaks long lines, so that they are copied whole.
            yield Text(f"  {line}", style="cyan", no_wrap=True, overflow="ignore")


class _Table(TableElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        rows = [] if self.body is None else self.body.rows
        if self.header is not None and self.header.row is not None:
            for column in self.header.row.cells:
                shown.add_column(Text(column.content.plain, "bold"), overflow="fold")
        for row in rows:
            shown.add_row(*(cell.content for cell in row.cells))
        yield shown
        yield Text()


class _Page(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "table_open": _Table,
    }


def text(topic: str, page: Page) -> str:
    """Return a topic's page for a screen."""
    shown = _Page(topics.read(topic), hyperlinks=False)
    if page.console.color_system is None:
        _mark_code(shown.parsed)
    with page.console.use_theme(_THEME), page.console.capture() as capture:
        page.console.print(shown, width=page.columns, crop=False)
    lines: list[str] = []
    for line in map(str.rstrip, capture.get().splitlines()):
        # rich leaves two empty lines before a table.
        if line or (lines and lines[-1]):
            lines.append(line)
    text = "\n".join(lines).rstrip("\n") + "\n"
    return text if page.unicode else text.translate(_ASCII)


def _mark_code(tokens: Iterable[Token]) -> None:
    """Put marks around code in sentences if there is no colour to show it."""
    in_table = False
    for token in tokens:
        in_table = token.type != "table_close" and (in_table or token.type == "table_open")
        for child in token.children or ():
            if child.type == "code_inline" and not in_table:
                child.content = f"`{child.content}`"
