"""`complete SHELL …`: what a shell's completion script asks for at each TAB."""

from __future__ import annotations

from aws_session import shells
from aws_session.cli.completion import candidates
from aws_session.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.completion.candidates import Known


def answer(arguments: tuple[str, ...], known: Known) -> tuple[str, int]:
    """Return the answer to a shell's script, and the exit status: `complete SHELL …`."""
    shell, *passed = arguments or ("",)
    form = shells.module(shell, "completion")
    if form is None:
        raise UsageError(
            "complete is for shell completion scripts",
            hint="for other shells see aws-session help init; to load it in bash: eval "
            '"$(aws-session init bash)"',
        )
    typed = form.read(tuple(passed))
    found = candidates.answer(typed.before, typed.word, known)
    text: str = form.render(found.candidates, typed)
    return text, found.kind
