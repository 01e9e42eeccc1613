"""How zsh's `_describe` accepts `word:description`, and quotes the word itself."""

from __future__ import annotations

from aws_session.shells.completion import CompletionLine, read_counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion_targets import Candidate

PACKAGED = "_aws-session"
PACKAGED_HEAD = """#compdef aws-session
function _aws_session_run { command aws-session "$@"; }
function _aws_session_completes { compdef _aws_session_complete aws-session; }

"""
"""What the script for packages has in place of the lines that `init` prints."""

read = read_counted


def render(candidates: list[Candidate], _: CompletionLine) -> str:
    return "".join(f"{_described(*candidate)}\n" for candidate in candidates)


def _described(name: str, about: str) -> str:
    word = name.replace("\\", "\\\\").replace(":", "\\:")
    return f"{word}:{about}" if about else word
