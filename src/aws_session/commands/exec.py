"""The session for one command and nobody else."""

from __future__ import annotations

from aws_session import borrowing
from aws_session.edge import parent_shell, replacement
from aws_session.edge.machine import Machine, tell
from aws_session.program import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.borrowing import Borrowed
    from aws_session.edge.output import Output
    from aws_session.intent import Exec


def perform(intent: Exec, output: Output, environ: dict[str, str]) -> int:
    borrowed = borrowing.borrow(intent, Machine(environ))
    program = _program(intent, borrowed)
    if program.is_shell:
        for line in (*borrowed.said, "a shell in this session; exit leaves both"):
            tell(line)
    return replacement.become(program, output.for_child)


def _program(intent: Exec, borrowed: Borrowed) -> Program:
    if intent.trailing:
        return Program(intent.trailing, borrowed.environ)
    return Program(parent_shell.own(borrowed.environ), borrowed.environ, True)
