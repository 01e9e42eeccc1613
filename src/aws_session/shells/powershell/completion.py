"""How PowerShell takes one candidate a line, in ASCII for any console's encoding."""

from __future__ import annotations

from aws_session.shells.completion import CompletionLine, preferred, read_counted
from aws_session.shells.json_string import utf16

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion.target_names import Candidate

PACKAGED = "aws-session.ps1"
PROGRAM = "(Get-Command aws-session -CommandType Application)[0]"

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=@+,-")

read = read_counted


def render(candidates: list[Candidate], typed: CompletionLine) -> str:
    return "".join(f"{_ascii(name)}\n" for name, _ in preferred(candidates, typed.word))


def _ascii(text: str) -> str:
    r"""Return a text with everything but plain letters as `\uXXXX`, which .NET reads back."""
    return "".join(
        letter if letter in _PLAIN else "".join(f"\\u{unit:04x}" for unit in utf16(letter))
        for letter in text
    )
