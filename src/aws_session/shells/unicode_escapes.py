"""JSON and UTF-16 strings, for the shells that read them."""

from __future__ import annotations

from aws_session.shells import PLAIN

_BARE = frozenset(PLAIN + " ")


def utf16(character: str) -> list[int]:
    """Return one or two code units."""
    octets = character.encode("utf-16-be")
    return [high << 8 | low for high, low in zip(octets[::2], octets[1::2], strict=True)]


def json_string(text: str) -> str:
    """Write a string as JSON so that only its quotes have a meaning in any shell."""
    units = (
        character if character in _BARE else "".join(f"\\u{unit:04x}" for unit in utf16(character))
        for character in text
    )
    return f'"{"".join(units)}"'
