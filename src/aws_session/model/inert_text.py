"""Data that is harmless if a shell evaluates it, whatever names it contains."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Datum = str | bool | int | None | Sequence[str]

    Nested = Datum | Sequence[Mapping[str, Datum]]

# Every other character does something in some shell, if only in the middle of a word: a glob, a
# brace, a comment, an expansion of `~` or `=`, a quote that PowerShell has in four forms.
_MEANINGLESS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _./:@+,-")

_HEX = frozenset("0123456789abcdefABCDEF")


def text(words: str, plain: str = "") -> str:
    r"""Return a text with every character that is not plain escaped as in JSON (`R\u0026D`).

    Letters and digits of any script are plain, and so are the characters in `plain`. Different
    texts stay different, unless the backslash is plain.
    """
    if _MEANINGLESS.issuperset(words):
        return words
    others = {letter for letter in set(words) if letter not in plain and not _is_plain(letter)}
    return words.translate({ord(letter): _escaped(letter) for letter in others})


def is_path(name: str) -> bool:
    r"""Tell whether a path is harmless as it is; an escaped one would name nothing.

    At worst, a shell takes a Windows path (`C:\Users`) for a program's name.
    """
    is_of_windows = name[1:3] == ":\\" or name.startswith("\\\\")
    return is_of_windows or text(name) == name


def original(word: str) -> str:
    """Return the text that a word printed by `text` stands for; other words are unchanged."""
    if "\\u" not in word:
        return word
    first, *rest = word.split("\\u")
    octets = first.encode("utf-16-be", "surrogatepass")
    for part in rest:
        digits = part[:4]
        is_escape = len(digits) == 4 and _HEX.issuperset(digits)  # noqa: PLR2004 - in an escape
        octets += bytes.fromhex(digits) if is_escape else "\\u".encode("utf-16-be")
        octets += part[4 * is_escape :].encode("utf-16-be", "surrogatepass")
    try:
        return octets.decode("utf-16-be")
    except UnicodeDecodeError:
        return word


def tsv(rows: Iterable[Sequence[str]], plain: str = "") -> str:
    """Return rows as lines with tabs between the columns; characters in `plain` are not escaped.

    A shell would take the first column for a command, so it must be an ID.
    """
    return "".join("\t".join(text(cell, plain) for cell in row) + "\n" for row in rows)


def json(rows: Iterable[Mapping[str, Datum]]) -> str:
    """Return rows as a JSON array, one object per line.

    A word with both brackets would be a glob, and one with a brace and a comma would be expanded,
    so each of these characters is a word of its own.
    """
    lines = (f"  {_object(row)}" for row in rows)
    inside = " ,\n".join(lines)
    return f"[\n{inside}\n]\n" if inside else "[ ]\n"


def document(row: Mapping[str, Nested]) -> str:
    """Return an object as JSON: one line for each field, and for each object in a list."""
    fields = " ,\n".join(f'  "{text(key)}": {_field(value)}' for key, value in row.items())
    return f"{{\n{fields}\n}}\n" if fields else "{ }\n"


def _field(value: Nested) -> str:
    if isinstance(value, str | int | None) or not value or isinstance(value[0], str):
        return _datum(value)
    lines = (f"    {_object(item)}" for item in value if not isinstance(item, str))
    inside = " ,\n".join(lines)
    return f"[\n{inside}\n  ]"


def _object(row: Mapping[str, Nested]) -> str:
    pairs = " , ".join(f'"{text(key)}": {_datum(value)}' for key, value in row.items())
    return f"{{ {pairs} }}"


def _datum(value: Nested) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'"{text(value)}"'
    inside = (_datum(item) if isinstance(item, str) else _object(item) for item in value)
    return f"[ {' , '.join(inside)} ]" if value else "[ ]"


def _is_plain(letter: str) -> bool:
    return letter in _MEANINGLESS if letter.isascii() else letter.isalnum()


def _escaped(letter: str) -> str:
    point = ord(letter)
    if point <= 0xFFFF:  # noqa: PLR2004 - what one escape holds
        return f"\\u{point:04x}"
    high, low = divmod(point - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
