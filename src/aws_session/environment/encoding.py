"""Nested lists of texts as one ASCII word, which is faster to read than JSON."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Node = str | list["Node"] | None

_PLAIN = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/+=:.@-"


def write(node: Node) -> str:
    """Return a word of `[A-Za-z0-9_/+=:.,@%-]`: `,` ends a token, whose first letter is its kind.

    `.` is a text with every other byte as `%XX`, `:` opens and `=` closes a list, `-` is None.
    """
    if node is None:
        return "-,"
    if isinstance(node, str):
        return f".{_escape(node)},"
    return ":," + "".join(map(write, node)) + "=,"


def read(word: str) -> Node:
    """Return what `write` wrote; ValueError for anything else."""
    outer: list[Node] = []
    stack = [outer]
    for token in word.removesuffix(",").split(","):
        kind, rest = token[:1], token[1:]
        if kind == ".":
            stack[-1].append(_unescape(rest))
        elif token == "-":
            stack[-1].append(None)
        elif token == ":":
            stack.append([])
        elif token == "=" and len(stack) > 1:
            closed = stack.pop()
            stack[-1].append(closed)
        else:
            raise ValueError("unknown token")
    if len(stack) != 1 or len(outer) != 1:
        raise ValueError("lists do not match")
    return outer[0]


def _escape(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    # Keys and tokens are long, and plain.
    if not raw.translate(None, _PLAIN):
        return text
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)


def _unescape(text: str) -> str:
    if "%" not in text and text.isascii():
        return text
    first, *others = text.split("%")
    raw = first.encode("ascii")
    for part in others:
        raw += bytes.fromhex(part[:2]) + part[2:].encode("ascii")
    return raw.decode("utf-8", "surrogateescape")
