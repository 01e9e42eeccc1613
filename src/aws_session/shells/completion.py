"""How the shells' completion scripts ask for the completions of a word, and get their answers."""

# The `completion.py` of a shell's folder has `read`, which parses what the shell's script passes,
# and `render`, which prints the candidates in the form that the script expects. A script that
# packagers can install is PACKAGED under a name, between PACKAGED_HEAD and PACKAGED_TAIL.

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model import identifiers

_MOST = 99_999
"""The most words that a line may have."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion_targets import Candidate


class CompletionLine:
    """The words before the one to be completed, without the name of the program."""

    is_redirection = False
    """Whether the word names the file of a redirection, and the shell leaves that to us."""

    def __init__(self, before: tuple[str, ...], word: str) -> None:
        self.before = before
        self.word = word


def read_counted(passed: tuple[str, ...]) -> CompletionLine:
    """Read `COUNT WORD…`; if a shell drops an empty word at the end, it is added again."""
    count, *words = passed or ("",)
    at = identifiers.number(count, _MOST)
    if at is None:
        raise UsageError("complete needs the number of words before the last one")
    before, rest = words[:at], words[at:]
    return CompletionLine(tuple(before), rest[0] if rest else "")


def preferred(candidates: list[Candidate], word: str) -> list[Candidate]:
    """Return those that begin with a word, or with it in another case, or else all of them."""
    folded = word.casefold()
    return (
        [c for c in candidates if c[0].startswith(word)]
        or [c for c in candidates if c[0].casefold().startswith(folded)]
        or candidates
    )
