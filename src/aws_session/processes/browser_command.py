"""The command line of a browser, split into words with its placeholders filled in."""

from __future__ import annotations

URL, LABEL = "{url}", "{label}"


def check(command: str) -> None:
    """Raise ValueError with the reason if it cannot be split or has an unknown placeholder."""
    unfinished = _unfinished(command)
    if unfinished:
        raise ValueError(f"ends within {unfinished}")
    before, *pieces = command.split("{")
    for piece in pieces:
        name, brace, _ = piece.partition("}")
        is_shells = before.endswith("$") or not (brace and name.isidentifier())
        if not is_shells and f"{{{name}}}" not in {URL, LABEL}:
            raise ValueError(f"names {{{name}}}, which is neither {URL} nor {LABEL}")
        before = piece


def _unfinished(command: str) -> str:
    """Return the quote or escape that is unfinished at the end, by a POSIX shell's rules."""
    quote = ""
    characters = iter(command)
    for character in characters:
        if character == "\\" and quote != "'":
            if next(characters, None) is None:
                return "an escape"
        elif character == quote:
            quote = ""
        elif not quote and character in {"'", '"'}:
            quote = character
    return f"quotes, {quote}" if quote else ""
