"""fish: a tab between the word and what it is about; fish chooses and quotes by itself."""

from __future__ import annotations

from aws_session.shells.completion import CompletionLine, counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion.target_names import Candidate


def read(handed: tuple[str, ...]) -> CompletionLine:
    """Read the words; the last one comes as it is typed, with what quotes it."""
    typed = counted(handed)
    return CompletionLine(typed.before, typed.word.lstrip("'\"").replace("\\", ""))


def written(candidates: list[Candidate], _: CompletionLine) -> str:
    return "".join(f"{name}\t{about}\n" for name, about in candidates)
