"""How bash passes the line as typed, and inserts candidates unchanged."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.shells.completion import CompletionLine, preferred

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion_targets import Candidate

PACKAGED = "aws-session.bash"
PACKAGED_HEAD = '_aws_session_run() { command aws-session "$@"; }\n'
"""What the script for packages has in place of the lines that `init` prints."""

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=@%+,-")
_BLANK, _REDIRECT = frozenset(" \t\n"), frozenset("<>")
_BREAKS = frozenset(";|&()") | _BLANK | _REDIRECT
_NONE, _SINGLE, _DOUBLE = "", "'", '"'


class BashLine(CompletionLine):
    """`stem` is what bash keeps of the last word, `quote` the quote that is open after it."""

    def __init__(
        self,
        before: tuple[str, ...],
        word: str,
        stem: str,
        quote: str,
        *,
        is_redirection: bool = False,
    ) -> None:
        super().__init__(before, word)
        self.stem = stem
        self.quote = quote
        self.is_redirection = is_redirection


def read(passed: tuple[str, ...]) -> BashLine:
    """Read `LINE TEXT`: the line up to the cursor, and the end of it that bash will replace.

    The text is not always a whole word: bash also breaks words at `:` and `=`, and after quotes.
    """
    if len(passed) != 2:  # noqa: PLR2004 - LINE and TEXT
        raise UsageError("complete bash needs the line and the text to replace")
    line, text = passed
    words = _Words()
    words.take(line)
    start = words.start
    kept = line[start : len(line) - len(text)] if line[start:].endswith(text) else ""
    stem = _Words()
    stem.take(kept)
    return BashLine(
        tuple(words.done[1:]),
        words.word,
        stem.word,
        stem.quote,
        is_redirection=words.is_redirection,
    )


def render(candidates: list[Candidate], typed: BashLine) -> str:
    """Return a line for each candidate: the part after the stem, quoted as needed."""
    whole = [c for c in preferred(candidates, typed.word) if c[0].startswith(typed.stem)]
    at = len(typed.stem)
    return "".join(f"{quoted(name[at:], typed.quote)}\n" for name, _ in whole)


def quoted(text: str, quote: str) -> str:
    """Return a text as one types it after a quote that may be open already."""
    if _BARE.issuperset(text):
        return text
    if not quote:
        return "".join(
            letter if letter in _BARE or not letter.isascii() else f"\\{letter}" for letter in text
        )
    escaped = _WITHIN[quote]
    found = "".join(escaped.get(letter, letter) for letter in text)
    # bash closes the quote of a whole word, unless the word seems to have closed it.
    return found + quote if found.endswith(quote) else found


# History is expanded between double quotes, and a backslash before its `!` would stay.
_WITHIN = {
    _SINGLE: {"'": "'\\''"},
    _DOUBLE: {"\\": "\\\\", '"': '\\"', "$": "\\$", "`": "\\`", "!": '"\\!"'},
}


_HELD = frozenset('\\"$`')


class _Words:
    """A line parsed as bash parses it, as far as it goes: the finished words, and the last one."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.word = ""
        self.start = 0
        self.quote = _NONE
        self.is_redirection = False
        """Whether the last word names the file of a redirection, not a word of the command."""
        self._is_word = False

    def take(self, line: str) -> None:
        letters = iter(enumerate(line))
        for at, letter in letters:
            if self.quote == _SINGLE:
                self._within_single(letter)
            elif letter == "\\":
                _, escaped = next(letters, (at, ""))
                self._escaped(escaped)
            elif letter == self.quote:
                self.quote = _NONE
            elif self.quote:
                self.word += letter
            elif letter in _BREAKS:
                self._end(at, letter)
            elif letter in {_SINGLE, _DOUBLE}:
                self.quote, self._is_word = letter, True
            else:
                self.word += letter
                self._is_word = True

    def _within_single(self, letter: str) -> None:
        if letter == _SINGLE:
            self.quote = _NONE
        else:
            self.word += letter

    def _escaped(self, letter: str) -> None:
        kept = "\\" if self.quote and letter not in _HELD else ""
        self.word += kept + letter
        self._is_word = True

    def _end(self, at: int, letter: str) -> None:
        is_number = letter in _REDIRECT and self.word.isdigit()
        if self._is_word and not (self.is_redirection or is_number):
            self.done.append(self.word)
        # `>&`, `>|`, `>>` and blanks stand between it and its file.
        goes_on = self.is_redirection and not self._is_word and letter in {"&", "|", *_BLANK}
        self.is_redirection = goes_on or letter in _REDIRECT
        self.word, self._is_word, self.start = "", False, at + 1
