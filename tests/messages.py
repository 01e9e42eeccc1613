"""Prints every text of the program for people, to read in one go: `python tests/messages.py`.

The texts in errors, hints, notices, helps and summaries, by file, with names in braces for what
differs; then the pages of `help`, including the errors and the topics.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import aws_session
from aws_session.cli import help as helping
from aws_session.cli import topics
from aws_session.commands import COMMANDS
from aws_session.terminal.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(aws_session.__file__).parent
_LEFT_OUT = {"sandbox/iam", "cli/_options_table.py"}
_SHORTEST = 2
"""Words: a shorter text is a name or a part of one."""


def texts(tree: ast.AST) -> Iterator[str]:
    """Return the texts in a module, each once and complete, without docstrings."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(_piece(part) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        else:
            yield from texts(node)


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{ast.unparse(part.value)}}}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def is_for_people(text: str) -> bool:
    """Tell a sentence from code, names and formats."""
    words = text.split()
    return len(words) >= _SHORTEST and sum(word.strip(".,:;()").isalpha() for word in words) > 1


def by_file() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not any(name.startswith(part) for part in _LEFT_OUT):
            found = list(texts(ast.parse(path.read_text(encoding="utf-8"))))
            yield name, [text for text in dict.fromkeys(found) if is_for_people(text)]


def everything() -> Iterator[str]:
    for name, found in by_file():
        if found:
            yield f"\n== {name}"
            yield from found
    page = Page(-1, {"COLUMNS": "100"})
    for topic in (None, *COMMANDS, helping.ERRORS, *topics.TOPICS):
        yield f"\n== aws-session help {topic or ''}".rstrip()
        yield helping.text(topic, page).rstrip()


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in everything())
