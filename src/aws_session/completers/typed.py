"""What is typed so far, as most shells hand it over: a count, then so many words, then the last."""

from __future__ import annotations

from aws_session.errors import UsageError


class Typed:
    """The words before the one that is to be completed, the program's name not among them."""

    def __init__(self, before: tuple[str, ...], word: str) -> None:
        self.before = before
        self.word = word


def counted(handed: tuple[str, ...]) -> Typed:
    """Read `COUNT WORD…`; a shell that drops an empty word at the end means it all the same."""
    count, *words = handed or ("",)
    # Python itself refuses to read numbers of thousands of digits.
    if not (count.isascii() and count.isdigit() and len(count) < 6):  # noqa: PLR2004
        raise UsageError("complete needs the number of words before the last one")
    before, rest = words[: int(count)], words[int(count) :]
    return Typed(tuple(before), rest[0] if rest else "")
