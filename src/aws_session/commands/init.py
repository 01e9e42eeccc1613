"""`init`: print the function that a shell's rc file loads, or the line that loads it."""

from __future__ import annotations

from aws_session.processes import this_program
from aws_session.shells import init
from aws_session.shells import registry as shells

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.intent import Init
    from aws_session.terminal.output import Output


def perform(intent: Init, output: Output, environ: dict[str, str]) -> int:
    program = intent.target or _asking(environ)
    shell = shells.by_process(program) or ("sh" if intent.target is None else intent.target)
    options = init.Options(intent.cmd, intent.warn, intent.resume)
    function = init.function(shell, this_program.path(environ), options)
    output.write_data(init.rc_line(shell, options) if intent.target is None else function)
    return 0


def _asking(environ: dict[str, str]) -> str:
    from aws_session.shells import detect

    return detect.nearest() or environ.get("SHELL", "")
