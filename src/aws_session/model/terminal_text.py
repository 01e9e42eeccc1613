"""Foreign text without characters that control a terminal."""

from __future__ import annotations

_LOST = "\ufffd"

# Characters that reorder or hide text: bidi controls, zero-width, line and paragraph breaks.
_TREACHEROUS = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_UNQUOTED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-")
"""Characters that are literal in every shell."""

_DROPPED = _TREACHEROUS | {_LOST}

_ESCAPE, _CSI = "\x1b", "\x9b"
_STRINGS = frozenset("\x90\x98\x9d\x9e\x9f")
_OPENING = {"P": "\x90", "X": "\x98", "[": _CSI, "]": "\x9d", "^": "\x9e", "_": "\x9f"}
"""What opens a sequence after an escape, and the single character that means the same."""


def plain(text: str) -> str:
    r"""Return another program's text as one readable line: no colours, no control characters.

    A byte that was not UTF-8 is written as `\xfc`.
    """
    if text.isprintable() and _LOST not in text:
        return text
    kept: list[str] = []
    at = 0
    while at < len(text):
        after = _after_sequence(text, at)
        if after > at:
            at = after
            continue
        character = text[at]
        at += 1
        if "\udc80" <= character <= "\udcff":
            kept.append(f"\\x{ord(character) - 0xDC00:02x}")
        elif character.isspace():
            if character == " " or not kept or kept[-1] != " ":
                kept.append(" ")
        elif character.isprintable() and character not in _DROPPED:
            kept.append(character)
    return "".join(kept).rstrip()


def _after_sequence(text: str, at: int) -> int:
    """Return where a terminal's control sequence ends, or `at` if none begins there."""
    opening, begin = text[at], at + 1
    if opening == _ESCAPE:
        following = text[begin : begin + 1]
        opening = _OPENING.get(following, _ESCAPE)
        begin += opening != _ESCAPE
    if opening == _CSI:
        return _after(text, begin, "\x20", "\x3f", "\x7e")
    if opening in _STRINGS:
        ends = (
            text.find(end, begin) + len(end)
            for end in ("\x07", "\x1b\\", "\x9c")
            if end in text[begin:]
        )
        return min(ends, default=begin)
    return _after(text, begin, "\x20", "\x2f", "\x7e") if opening == _ESCAPE else at


def _after(text: str, at: int, least: str, most: str, last: str) -> int:
    """Return the position after parameters and a final character; `at` if there is no such end."""
    end = at
    while end < len(text) and least <= text[end] <= most:
        end += 1
    return end + 1 if end < len(text) and most < text[end] <= last else at


def sanitize(text: str) -> str:
    """Return text that can neither control a terminal nor pretend to be something else."""
    return "".join(
        character if character.isprintable() and character not in _TREACHEROUS else _LOST
        for character in text
    )


def quoted(word: str) -> str:
    """Return a word as a person may type it in a shell, in single quotes if needed."""
    if word and _UNQUOTED.issuperset(word):
        return word
    return "'" + sanitize(word).replace("'", "'\"'\"'") + "'"
