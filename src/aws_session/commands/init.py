"""`init`: print the function that a shell's rc file loads, or the line that loads it."""

from __future__ import annotations

from aws_session.commands.base import Command, argument, flag, option
from aws_session.errors import UsageError
from aws_session.processes import this_program
from aws_session.shells import init
from aws_session.shells import registry as shells

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.terminal.output import Output


_RESERVED = frozenset((
    "if", "then", "else", "elif", "elseif", "fi", "do", "done", "case", "esac", "while", "until",
    "for", "in", "select", "function", "time", "coproc", "repeat", "foreach", "end", "endif",
    "endsw", "switch", "breaksw", "begin", "not", "and", "or", "def", "fn", "set", "exit", "exec",
    "eval", "return", "break", "continue", "export", "unset", "test", "source", "alias", "command",
    "builtin",
))  # fmt: skip
"""What shells read as their own word, and what the function itself is made of."""


class Init(Command):
    """The function of a shell, `target`; without one the line that loads it."""

    is_evaluated = True

    target: str | None = argument(
        "[SHELL]", help="Shell; left out: the line to add.", completes="loading_shells"
    )
    cmd: str = option(
        "--cmd", metavar="NAME", default="aws-session", help="What the function is called."
    )
    warn: bool = flag("--warn", help="Say once when a session is about to end.")
    resume: bool = flag("--resume", help="Take the kept session in every new shell.")

    summary = "Print the function for a shell's rc file; after it no eval is typed."

    def validate(self) -> None:
        if self.target is not None and not self.target.strip():
            raise UsageError("SHELL is empty", hint="name a shell or leave it out")
        letters = self.cmd.replace("-", "").replace("_", "")
        if not (letters.isascii() and letters.isalnum() and self.cmd[0].isalpha()):
            raise UsageError(
                f"{self.cmd!r} cannot be a command's name",
                hint="a letter, then letters, digits, - and _",
            )
        if self.cmd in _RESERVED:
            raise UsageError(
                f"{self.cmd!r} is a word of the shells themselves", hint="choose another name"
            )

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        program = self.target or _asking(environ)
        shell = shells.by_process(program) or ("sh" if self.target is None else self.target)
        options = init.Options(self.cmd, self.warn, self.resume)
        function = init.function(shell, this_program.path(environ), options)
        output.write_data(init.rc_line(shell, options) if self.target is None else function)
        return 0


def _asking(environ: dict[str, str]) -> str:
    from aws_session.shells import detect

    return detect.nearest() or environ.get("SHELL", "")
