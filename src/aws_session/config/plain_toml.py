"""Simple settings, parsed without the TOML parser, which takes longer to load."""

# It only reads what it is certain about, line by line, and leaves everything else, including
# errors, to the parser.

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_DIGITS = frozenset("0123456789")
_WORDS = {"true": True, "false": False}
_BLANKS = " \t"


def read(text: str) -> dict[str, Any] | None:
    """Return a text's TOML contents; None if only the parser can tell."""
    whole: dict[str, Any] = {}
    table, headers = whole, set()
    for written in text.replace("\r\n", "\n").split("\n"):
        line = written.strip(_BLANKS)
        if not line.replace("\t", " ").isprintable():
            return None
        if not line or line[0] == "#":
            continue
        if line[0] == "[":
            name, closed, rest = line[1:].partition("]")
            found = _table(whole, name) if closed and _is_over(rest) else None
            if found is None or name in headers:
                return None
            headers.add(name)
            table = found
            continue
        key, _, value = line.partition("=")
        key = key.rstrip(_BLANKS)
        known = _value(value.strip(_BLANKS))
        if not _is_bare(key) or key in table or known is None:
            return None
        table[key] = known
    return whole


def _table(whole: dict[str, Any], name: str) -> dict[str, Any] | None:
    """Return the table of a header, created if needed."""
    found = whole
    for part in name.split("."):
        if not _is_bare(part):
            return None
        found = found.setdefault(part, {})
        if not isinstance(found, dict):
            return None
    return found


def _value(text: str) -> str | int | None:
    """Return a text, a number or a truth value; None for anything else, or if it is not simple."""
    if text[:1] in {'"', "'"}:
        quoted, closed, rest = text[1:].partition(text[0])
        is_plain = closed and _is_over(rest) and not (text[0] == '"' and "\\" in quoted)
        return quoted if is_plain else None
    word = text.partition("#")[0].rstrip(_BLANKS)
    if word in _WORDS:
        return _WORDS[word]
    is_number = word and _DIGITS.issuperset(word) and (word == "0" or word[0] != "0")
    return int(word) if is_number and len(word) < len("1000000000") else None


def _is_bare(key: str) -> bool:
    return bool(key) and _BARE.issuperset(key)


def _is_over(rest: str) -> bool:
    """Tell whether only a comment may follow on a line."""
    rest = rest.strip(_BLANKS)
    return not rest or rest[0] == "#"
