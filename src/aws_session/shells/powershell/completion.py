"""How PowerShell accepts one candidate per line, in ASCII for any console's encoding."""

from __future__ import annotations

from aws_session.shells.completion import CompletionLine, preferred, read_counted
from aws_session.shells.unicode_escapes import utf16

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion_targets import Candidate

PACKAGED = "aws-session.ps1"
PACKAGED_HEAD = (
    "Register-ArgumentCompleter -Native -CommandName aws-session, aws_session -ScriptBlock {\n"
)
PACKAGED_TAIL = "}\n"

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=@+,-")

_DESCRIBED = "described"


class _DescribedLine(CompletionLine):
    """A line whose candidates need descriptions."""


def read(passed: tuple[str, ...]) -> CompletionLine:
    """Read `described COUNT WORD…`; scripts of earlier versions do not ask for descriptions."""
    if passed[:1] != (_DESCRIBED,):
        return read_counted(passed)
    typed = read_counted(passed[1:])
    return _DescribedLine(typed.before, typed.word)


def render(candidates: list[Candidate], typed: CompletionLine) -> str:
    described = isinstance(typed, _DescribedLine)
    return "".join(
        f"{_ascii(name)}\t{_ascii(about)}\n" if described else f"{_ascii(name)}\n"
        for name, about in preferred(candidates, typed.word)
    )


def _ascii(text: str) -> str:
    r"""Return a text with everything but plain letters as `\uXXXX`, which .NET reads back."""
    return "".join(
        letter if letter in _PLAIN else "".join(f"\\u{unit:04x}" for unit in utf16(letter))
        for letter in text
    )
