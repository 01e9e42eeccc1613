"""How fish accepts a word, a tab and its description, and quotes the word itself."""

from __future__ import annotations

from aws_session.shells.completion import CompletionLine, read_counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion_targets import Candidate

PACKAGED = "aws-session.fish"
PACKAGED_HEAD = "function _aws_session_run\n    command env aws-session $argv\nend\n\n"
"""What the script for packages has in place of the lines that `init` prints."""


def read(passed: tuple[str, ...]) -> CompletionLine:
    """Read the words; the last one comes as typed, with its quotes."""
    typed = read_counted(passed)
    return CompletionLine(typed.before, typed.word.lstrip("'\"").replace("\\", ""))


def render(candidates: list[Candidate], _: CompletionLine) -> str:
    return "".join(f"{name}\t{about}\n" for name, about in candidates)
