"""The page `help errors`: the catalog of errors, laid out for a screen."""

from __future__ import annotations

from aws_session.cli.error_catalog import sections

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.terminal.page import Page

_INTRODUCTION = (
    "What can go wrong, why, and what to do next. Words in capitals are placeholders: WHOSE is "
    "`profile 'work'`, `the key in the environment` or `the session of this shell`. --debug "
    "adds what AWS said."
)


def text(page: Page) -> str:
    """Return the page for a screen."""
    lines = page.paragraph(_INTRODUCTION)
    for title, rows in sections():
        lines += [*page.paragraph(""), *page.paragraph(title, style="bold")]
        for row in rows:
            lines += [*page.paragraph(""), *page.paragraph(row.error.message, "  ", style="red")]
            lines += page.paragraph(row.why, "    why   ")
            lines += page.paragraph(str(row.error.hint), "    next  ")
    return page.text(lines)
