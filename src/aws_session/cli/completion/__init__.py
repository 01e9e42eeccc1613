"""How each shell asks what a word may become, and in what form it wants the answer."""

from __future__ import annotations

from aws_session.cli.completion import candidates
from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion.candidates import Known

SHELLS = ("bash", "zsh", "fish", "powershell", "elvish")


def answer(arguments: tuple[str, ...], known: Known) -> tuple[str, int]:
    """Return what a shell's script is told, and the exit status: `complete SHELL …`."""
    shell, *handed = arguments or ("",)
    if shell not in SHELLS:
        raise UsageError(
            "complete is for the completion of shells",
            hint='to load it: eval "$(aws-session init bash)"; aws-session help init says more',
        )
    completer = __import__(f"aws_session.shells.{shell}.completion", fromlist=["read", "written"])
    typed = completer.read(tuple(handed))
    found = candidates.answer(typed.before, typed.word, known)
    return completer.written(found.candidates, typed), found.kind
