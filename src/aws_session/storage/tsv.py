"""Records as lines of text with a checksum, fast to read by the thousand."""

from __future__ import annotations

from aws_session.model.identifiers import checksum, checksum_of_version_1

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})
_PLAIN = {"\\": "\\", "t": "\t", "n": "\n"}


def written(kind: str, rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows of texts as one text; `kind` says what they are and in which version."""
    body = "".join("\t".join([text.translate(_ESCAPED) for text in row]) + "\n" for row in rows)
    return f"{kind} {checksum(body)}\n{body}"


def read(kind: str, text: str, width: int = 0) -> list[list[str]] | None:
    """Return the rows of a text, None if it is of another kind or damaged.

    `width` is how many texts each row must have, 0 for any number.
    """
    head, newline, body = text.partition("\n")
    if not newline or not (head == f"{kind} {checksum(body)}" or head == _old_head(kind, body)):
        return None
    # Not splitlines(): that splits at characters which a name may contain.
    rows = [line.split("\t") for line in body.split("\n")[:-1]]
    if "\\" in body:
        try:
            rows = [[_unescaped(text) for text in row] for row in rows]
        except KeyError:
            return None
    if width and any(len(row) != width for row in rows):
        return None
    return rows


def _old_head(kind: str, body: str) -> str:
    """Return the first line of a file from a version that did not use CRC-32 yet."""
    return f"{kind} {checksum_of_version_1(body, 'surrogatepass')}"


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    first, *others = text.split("\\")
    plain, after_pair = [first], False
    for part in others:
        if after_pair:
            plain.append(part)
            after_pair = False
        elif part:
            plain.append(_PLAIN[part[0]] + part[1:])
        else:
            plain.append("\\")
            after_pair = True
    return "".join(plain)
