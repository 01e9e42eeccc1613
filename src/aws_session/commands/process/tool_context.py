"""The outside world of a run that another program started, whose stderr may go unread."""

from __future__ import annotations

import sys

from aws_session.context import Context
from aws_session.processes.caller import CallerGoneError
from aws_session.terminal.output import is_seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self, TextIO

    from aws_session.processes.background import Job
    from aws_session.processes.caller import CallingProgram


class ToolContext(Context):
    """Its messages wait until a question or a failure; otherwise they are dropped.

    A person is asked and told on the terminal, wherever stderr goes. If the tool runs in the
    background of its terminal, nobody is asked. A question disappears when the program that caused
    it ends.
    """

    def __init__(self, environ: dict[str, str], named: str, caller: CallingProgram) -> None:
        """Take the TARGET and ROLE that the tool asks for, to explain the question."""
        super().__init__(environ)
        self._named = named
        self._caller = caller
        self._held: list[tuple[str, str | None]] = []
        self._stderr: TextIO = sys.stderr
        self._asked = False

    def tell(self, line: str, hint: str | None = None) -> None:
        if self._asked:
            super().tell(line, hint)
        else:
            self._held.append((line, hint))

    def has_terminal(self) -> bool:
        self._caller.check()
        # Imported late, as elsewhere here: for a session that is stored nobody is asked.
        from aws_session.terminal import system

        return system.is_in_front()

    def ask(self, question: str, meanwhile: Job[Any] | None = None) -> str:
        self._caller.watch()
        self._turn_to_terminal()
        try:
            answer = super().ask(question, meanwhile)
        except CallerGoneError as gone:
            self._take_back(question, gone)
            raise
        except OSError:
            # In the background, the terminal returns an error to an orphan.
            self._caller.check()
            raise
        # Once a code was given, it is not used in vain.
        self._caller.leave()
        return answer

    def code_from_command(self, command: str) -> str:
        self._caller.watch()
        code = super().code_from_command(command)
        self._caller.leave()
        return code

    def __enter__(self) -> Self:
        self._caller.watch()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._caller.stop()
        sys.stderr = self._stderr
        if isinstance(error, Exception) and not self._asked:
            self._say_what_is_held()

    def _turn_to_terminal(self) -> None:
        if not self._asked:
            self._asked = True
            from aws_session.model.terminal_text import sanitize
            from aws_session.terminal import system

            if not is_seen(self._stderr):
                sys.stderr = system.writing()
            whose = f" of {sanitize(self._named)}" if self._named else ""
            super().tell(f"a tool asks for a session{whose}")
            self._say_what_is_held()

    def _take_back(self, question: str, gone: CallerGoneError) -> None:
        """Remove the question from the screen, unless a shell is back by now."""
        from aws_session.terminal import system

        if system.is_in_front():
            system.clear_line_above(question)
            if not is_seen(self._stderr):
                super().tell(gone.message)

    def _say_what_is_held(self) -> None:
        for line, hint in self._held:
            super().tell(line, hint)
        self._held.clear()
