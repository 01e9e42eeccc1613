"""How each shell asks what a word may become, and in what form it wants the answer.

A shell's file here reads what its script in `shell_init` hands over, and writes candidates.
"""

from __future__ import annotations

from aws_session.completers import candidates
from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.completers.candidates import Known

SHELLS = ("bash", "zsh", "fish", "powershell", "elvish")


def answer(arguments: tuple[str, ...], known: Known) -> tuple[str, int]:
    """Return what a shell's script is told, and the exit status: `complete SHELL …`."""
    shell, *handed = arguments or ("",)
    if shell not in SHELLS:
        raise UsageError(
            "complete is for the completion of shells",
            hint='to load it: eval "$(aws-session init bash)"; aws-session help init says more',
        )
    completer = __import__(f"{__name__}.{shell}", fromlist=["read", "written"])
    typed = completer.read(tuple(handed))
    found = candidates.answer(typed.before, typed.word, known)
    return completer.written(found.candidates, typed), found.kind


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
