"""One run of the program, from the words of its command line to its output."""

from __future__ import annotations

import os

from aws_session.errors import Leaving, SessionError, UsageError
from aws_session.signals import STOPS, StopSignal, ignore_signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.cli.fast_parser import Tokens
    from aws_session.commands import Command, EnvironmentCommand
    from aws_session.shells import Dialect
    from aws_session.terminal.output import Output

RAISING = ("elvish", "nu", "xonsh")
"""Shells in which a failure prints nothing, which others would take for success."""

_COMPLETE = "complete"
_GREATEST_PID = 0xFFFF_FFFF


class Run:
    """One run of the program, from the words of its command line to its output."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        _forget_other_shell(environ)
        self.asking = environ.pop("AWS_SESSION_SHELL", None)
        self._told_pid = environ.pop("AWS_SESSION_SHELL_PID", "")
        self._locals = environ.pop("AWS_SESSION_LOCALS", "").split()
        self.asking_pid: int | None = None
        self._captured: bool | None = None
        self._parent: str | None = None
        self.output: Output | None = None
        self.argv: tuple[str, ...] = ()
        self.prints_code = True
        self._is_init = False
        self.failure = 0
        self.debug = bool(environ.get("AWS_SESSION_DEBUG"))

    def go(self, argv: tuple[str, ...]) -> int:
        """Run the command line; returns the exit status, or the signal to end by, negated."""
        self.argv = argv
        completes = argv[:1] == (_COMPLETE,)
        self.prints_code = not completes
        try:
            self._take_output()
            self.asking_pid = _pid(self._told_pid)
            if completes:
                return self._complete(argv[1:])
            return self._perform(self._read())
        except SessionError as error:
            ignore_signals()
            from aws_session.cli import failure

            return failure.by_error(self, error)
        except Leaving as leaving:
            ignore_signals()
            from aws_session.cli import failure

            return failure.by_leaving(self, leaving)
        except (KeyboardInterrupt, StopSignal) as stop:
            ignore_signals()
            from aws_session.cli import failure

            return failure.by_signal(self, stop)
        except Exception as bug:  # noqa: BLE001 - a bug, too, must fail in the shell's own way
            ignore_signals()
            from aws_session.cli import failure

            return failure.by_bug(self, bug)

    def code_descriptor(self) -> int:
        if self.output is None:
            return 1
        # The output of `init` is not evaluated by our function.
        by_another = self._is_init or self._is_captured()
        return self.output.for_child if by_another else self.output.code

    @property
    def is_substituted(self) -> bool:
        """Whether a shell waits for code in `$(…)`, where a signal would end more than this run."""
        return self.prints_code or (self.output is not None and self.output.has_eval_fd)

    def _take_output(self) -> None:
        from aws_session.terminal import output as streams
        from aws_session.terminal.output import (
            EMIT_VARIABLE,
            LOCALS_VARIABLE,
            PID_VARIABLE,
            SHELL_VARIABLE,
        )

        try:
            self.output = streams.Output.take(self.environ, self._is_silent)
        except SessionError as error:
            if self.prints_code:
                # It fails in the same way as its command.
                self._arrange()
            evaluated = self.prints_code and not self._is_init
            error.hint = error.hint or streams.reader(code=evaluated)
            raise
        for name in (EMIT_VARIABLE, LOCALS_VARIABLE, PID_VARIABLE, SHELL_VARIABLE):
            os.environ.pop(name, None)

    def _is_silent(self) -> bool:
        """Tell whether the command prints nothing, so that a closed stdout does not matter."""
        from aws_session import commands
        from aws_session.cli import fast_parser

        words = fast_parser.words(self.argv)
        option = commands.kind(words.command).silent_with
        given = {word.partition("=")[0] for word in words.rest}
        return bool(option) and option in given and not words.wants_help

    def _arrange(self) -> Tokens:
        """Order the words, and derive from them how a failure is reported."""
        from aws_session import commands
        from aws_session.cli import fast_parser

        words = fast_parser.words(self.argv)
        self.debug = self.debug or "--debug" in words.rest
        self._expect(words.command, commands.kind(words.command))
        self.prints_code = self.prints_code or words.wants_help
        return words

    def _expect(self, command: str, kind: type[Command]) -> None:
        """Derive from the command how a failure is reported."""
        self.prints_code = kind.is_evaluated
        self.failure = kind.failure
        self._is_init = command == "init"

    def _read(self) -> Command:
        from aws_session import commands

        plain = commands.plain(self.argv)
        if plain is not None:
            # The most common lines do not need the parser.
            name, fields = plain
            kind = commands.load(name)
            self._expect(name, kind)
            return kind(**fields)
        from aws_session.cli import fast_parser

        words = self._arrange()
        command = fast_parser.parse(words)
        if command is None:
            from aws_session.cli import app, suggestions

            try:
                command = app.parse(self.argv)
            except suggestions.UnknownCommandError as error:
                from aws_session.cli import failure

                failure.suggest_name(error, self.environ)
                raise
        return command

    def _complete(self, handed: tuple[str, ...]) -> int:
        """Answer a shell's completion script; a person who presses TAB sees nothing else."""
        from aws_session.cli import completion
        from aws_session.storage.known_names import KnownNames

        assert self.output is not None  # noqa: S101 - taken before anything was read
        try:
            text, status = completion.complete(handed, KnownNames(self.environ))
        except Exception as bug:
            if self.debug or isinstance(bug, SessionError):
                raise
            return 0
        self.output.write_data(text)
        return status

    def _perform(self, command: Command) -> int:
        from aws_session.commands import EnvironmentCommand

        if isinstance(command, EnvironmentCommand):
            return self._change_environment(command)
        output = self.output
        assert output is not None  # noqa: S101 - taken before anything was read
        if output.has_eval_fd:
            if output.has_only_code:
                return self._hand_out(command)
            if not command.takes_terminal:
                STOPS.ignore()
            elif not self.dialect().hands_terminal_on:
                return self._hand_out(command)
        if self._has_function and not self._is_captured():
            command = command.in_function()
        if command.is_help:
            from aws_session.cli import help as helping

            return helping.perform(command, output, self.environ)
        return command.perform(output, self.environ)

    def _hand_out(self, command: Command) -> int:
        from aws_session.cli import handoff

        assert self.output is not None  # noqa: S101 - taken before anything was read
        return handoff.run_in_function(self, command, self.output)

    def _change_environment(self, command: EnvironmentCommand) -> int:
        from aws_session.commands import run
        from aws_session.context import Context
        from aws_session.terminal.output import tell

        output, named = self.output, command.shell
        assert output is not None  # noqa: S101 - taken before anything was read
        # An unknown shell is refused before a code is asked for, and lost.
        shell = None if named is None else self._shell(named)
        if command.show or (self.asking and shell and shell != self._shell()):
            # Its output is read or evaluated elsewhere than in our function.
            if output.has_only_code:
                return self._hand_out(command)
            output.leave_function()
        elif self._is_lost(named):
            from aws_session.cli import handoff

            return handoff.call_function(self, command, output)
        elif command.reads_stdin and self.is_in_pipe(0):
            raise UsageError(
                "the session would be lost: this end of the pipe runs in a subshell",
                hint="set AWS_SESSION_MFA_COMMAND to the program that prints the code, or "
                f"type: {self._piped(named)}",
            )
        if output.has_eval_fd and self._locals:
            from aws_session.cli import unread_code

            raise unread_code.undone(self._locals)
        if output.code_is_shown and not command.show:
            from aws_session.cli import unread_code

            raise unread_code.on_terminal(self, command)
        where = self._subshell(output)
        if where is not None:
            # Before a code is asked for, which would be lost with the session.
            tell(f"running in a subshell, {where}: your shell stays unchanged")
        # The dialect is loaded while a code is typed, or else afterwards.
        context = Context(self.environ, lambda: self.dialect(named), is_evaluated=True)
        outcome = run(command, context)
        text, status = self.dialect(named).render_outcome(outcome.change, outcome.status)
        ignore_signals()
        output.write_code(text)
        if not (output.has_eval_fd or command.show) and output.code_is_stored:
            from aws_session.cli import unread_code

            unread_code.tell_of_file(self, command)
        for line, _, hint in (notice.partition("\n") for notice in outcome.notices):
            tell(line, hint)
        return status

    def _is_lost(self, named: str | None) -> bool:
        """Tell whether our function runs where a subshell would evaluate its code."""
        assert self.output is not None  # noqa: S101 - taken before anything was read
        outside = bool(self.asking_pid) and not self.output.has_eval_fd
        return (self._is_captured() or outside) and self.dialect(named).has_subshells

    def _piped(self, named: str | None) -> str:
        """Return the command line after an example program that prints a code."""
        return self.dialect(named).piped("pass otp aws", self.line)

    @property
    def _has_function(self) -> bool:
        has_eval_fd = self.output is not None and self.output.has_eval_fd
        return has_eval_fd or self.asking_pid is not None

    def _is_captured(self) -> bool:
        """Tell whether our function runs in `$(…)`, where its effects are lost."""
        output = self.output
        if output is None or not self.asking_pid or output.data_is_shown:
            return False
        if self._captured is None:
            from aws_session.shells import subshell

            self._captured = subshell.is_captured(output.for_child, self.asking_pid)
        return self._captured

    def _subshell(self, output: Output) -> str | None:
        """Return where our function runs, if its effects are lost there."""
        if self.is_in_pipe(0, output.for_child):
            return "as part of a pipe"
        if not (output.has_eval_fd and self.asking_pid):
            return None
        from aws_session.shells import subshell

        return "in the background" if subshell.is_in_background(self.asking_pid) else None

    def is_in_pipe(self, *descriptors: int) -> bool:
        """Tell whether our function runs in a subshell at the end of a pipe."""
        if self.output is None or not self.output.has_eval_fd or not self.asking_pid:
            return False
        from aws_session.shells import subshell

        return subshell.is_in_pipe(descriptors, self.asking_pid)

    @property
    def line(self) -> str:
        """The command line as one would type it."""
        return self.dialect().typed(("aws-session", *self.argv))

    def dialect(self, option: str | None = None) -> Dialect:
        from aws_session import shells

        return shells.dialect(self._shell(option))

    def _shell(self, option: str | None = None) -> str:
        """Return the name of the dialect to use; UsageError for an unknown option."""
        from aws_session import shells

        if option is not None:
            return shells.named(option)
        told = shells.by_process(self.asking or "") or self._parent
        if told is None:
            from aws_session.shells import detect

            told = self._parent = detect.find(self.environ)
        return told


def _forget_other_shell(environ: dict[str, str]) -> None:
    """Remove what another shell's function has set, if a failure prints nothing there."""
    told = environ.get("AWS_SESSION_SHELL")
    if told not in RAISING:
        return
    from aws_session.shells import detect

    if detect.parent() not in {None, told}:
        for name in ("AWS_SESSION_SHELL", "AWS_SESSION_SHELL_PID", "AWS_SESSION_EMIT_FD"):
            environ.pop(name, None)


def _pid(told: str) -> int | None:
    if not told:
        return None
    from aws_session.model import identifiers

    return identifiers.number(told, _GREATEST_PID)
