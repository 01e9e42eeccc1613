"""From argv to an exit status: owner of stdout, of the signals and of the last-resort failure."""

# Nothing that Python has not loaded by now, `__future__` included: PYTHONPATH comes first yet.
# `signal` wraps this in enums, which costs a prompt 5 ms.
import _signal as signal  # type: ignore[import-not-found] # signal's own core has no stubs
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from aws_session.cli.tokenize import Tokens
    from aws_session.intent import Command, EnvironmentCommand
    from aws_session.shells.base import Dialect
    from aws_session.terminal.output import Output

_COMPLETE = "complete"
INTERRUPTED = 130
_GREATEST_PID = 0xFFFF_FFFF
_LEFT = (
    # These end no process; SIGKILL and SIGSTOP cannot be caught.
    *("SIGKILL", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGCONT"),
    *("SIGCHLD", "SIGURG", "SIGWINCH", "SIGINFO"),
    # Python code cannot go on after a fault: it would be met again, for ever.
    *("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE"),
    # Python ignores these, and writing fails instead.
    *("SIGPIPE", "SIGXFSZ"),
    # Outside Linux it ends nothing.
    *(() if sys.platform == "linux" else ("SIGIO",)),
)
"""Signals that are nobody's request to end this process."""

LAST_RESORT = (
    "test x0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz/=:+-.,@%'x'"
    "&&sh -c 'exit {status}';\n"
)
LAST_RESORT_POWERSHELL = (
    "$global:LASTEXITCODE={status};Write-Error 'aws-session cannot start' "
    "-CategoryActivity aws-session -ErrorAction Stop;\n"
)
"""What makes an evaluating shell fail where not even the dialects can be imported."""


class StopSignal(BaseException):
    """Any signal that ends a process: the run ends with a failure line and the signal's status."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


def main(*, installed: bool = True) -> "NoReturn":
    """Run this process's command line and leave with its status.

    `installed` is the command that an installer made; `python -m` searches as Python does.
    """
    # A run is over before there is garbage worth looking for, and looking is 2 % of it.
    gc.disable()
    run: Run | None = None
    try:
        _catch_signals()
        if installed:
            from aws_session.processes import search_path

            search_path.put_foreign_last()
        run = Run(dict(os.environ))
        from aws_session.processes.inherited import INHERITED

        INHERITED.dump_nothing()
        status = run.go(tuple(sys.argv[1:]))
    except BaseException as error:  # noqa: BLE001 - whatever it is, a shell waits for an answer
        status = (run or Run({})).give_up(error)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, AttributeError, KeyboardInterrupt, StopSignal):
            continue
    # Tearing down an interpreter that has boto3 in it takes longer than the work.
    os._exit(status)


class Run:
    """One run of the program, from the words to what is written."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.asking = environ.pop("AWS_SESSION_SHELL", None)
        self._told_pid = environ.pop("AWS_SESSION_SHELL_PID", "")
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
        """Do what the words say; returns the exit status, whatever happens."""
        from aws_session.errors import SessionError

        self.argv = argv
        completes = argv[:1] == (_COMPLETE,)
        self.prints_code = not completes
        try:
            self._take_output()
            self._read_pid()
            if completes:
                return self._complete(argv[1:])
            intent = self._read()
            return self._perform(intent)
        except SessionError as error:
            ignore_signals()
            from aws_session.cli import failure

            return failure.by_error(self, error)
        except (KeyboardInterrupt, StopSignal) as stop:
            ignore_signals()
            from aws_session.cli import failure

            return failure.by_signal(self, stop)
        except Exception as bug:  # noqa: BLE001 - a bug, too, must fail in the shell's own way
            ignore_signals()
            from aws_session.cli import failure

            return failure.by_bug(self, bug)

    def give_up(self, error: BaseException) -> int:
        """Fail without any other module: some of them may be what is broken."""
        ignore_signals()
        if isinstance(error, KeyboardInterrupt | StopSignal):
            status = getattr(error, "status", INTERRUPTED)
        else:
            status = 1
            _say(f"aws-session: cannot run: {type(error).__name__} {place(error)}")
        if self.prints_code:
            powershell = self.asking == "powershell" or (self.asking is None and os.name == "nt")
            text = LAST_RESORT_POWERSHELL if powershell else LAST_RESORT
            write(self._surest_descriptor(), text.replace("{status}", str(status)))
        return status

    def _surest_descriptor(self) -> int:
        try:
            return self.code_descriptor()
        except BaseException:  # noqa: BLE001 - it looks around by modules that may be broken
            return 1 if self.output is None else self.output.code

    def code_descriptor(self) -> int:
        if self.output is None:
            return 1
        # What `init` prints is evaluated by another than our function.
        by_another = self._is_init or self._is_captured()
        return self.output.for_child if by_another else self.output.code

    def _take_output(self) -> None:
        from aws_session.errors import SessionError
        from aws_session.terminal import output as streams
        from aws_session.terminal.output import EMIT_VARIABLE, PID_VARIABLE, SHELL_VARIABLE

        try:
            self.output = streams.Output.take(self.environ)
        except SessionError as error:
            if self.prints_code:
                # It fails as its command does.
                self._arrange()
            evaluated = self.prints_code and not self._is_init
            error.hint = error.hint or streams.reader(code=evaluated)
            raise
        for name in (EMIT_VARIABLE, PID_VARIABLE, SHELL_VARIABLE):
            os.environ.pop(name, None)

    def _read_pid(self) -> None:
        if self._told_pid:
            from aws_session.model import numbers

            self.asking_pid = numbers.read(self._told_pid, _GREATEST_PID)

    def _arrange(self) -> "Tokens":
        """Put the words in order, and know by them how a failure is said."""
        from aws_session.cli import fast_parser
        from aws_session.intent import of, prints_code

        words = fast_parser.words(self.argv)
        self.debug = self.debug or "--debug" in words.rest
        self._expect(words.command, of(words.command))
        self.prints_code = prints_code(words)
        return words

    def _expect(self, command: str, kind: "type[Command]") -> None:
        """Know by a command how its failure is said."""
        self.prints_code = kind.is_evaluated
        self.failure = kind.failure
        self._is_init = command == "init"

    def _read(self) -> "Command":
        from aws_session import intent as intents

        command = intents.bare(self.argv)
        if command is not None:
            # What is typed most does not wait for the grammar.
            kind = intents.of(command)
            self._expect(command, kind)
            return kind()
        from aws_session.cli import fast_parser

        words = self._arrange()
        intent = fast_parser.intent(words)
        if intent is None:
            from aws_session.cli import app, suggestions

            try:
                intent = app.intent(self.argv)
            except suggestions.UnknownCommandError as error:
                from aws_session.cli import failure

                failure.suggest_profile(error, self.environ)
                raise
        return intent

    def _complete(self, handed: tuple[str, ...]) -> int:
        """Tell a shell's script what a word may become; one who presses a key hears no more."""
        from aws_session.cli import completion
        from aws_session.errors import SessionError
        from aws_session.storage.known_names import KnownNames

        assert self.output is not None  # noqa: S101 - taken before anything was read
        try:
            text, status = completion.answer(handed, KnownNames(self.environ))
        except Exception as bug:
            if self.debug or isinstance(bug, SessionError):
                raise
            return 0
        self.output.write_data(text)
        return status

    def _perform(self, intent: "Command") -> int:
        from aws_session.intent import EnvironmentCommand

        if isinstance(intent, EnvironmentCommand):
            return self._change_environment(intent)
        from aws_session import commands

        output = self.output
        assert output is not None  # noqa: S101 - taken before anything was read
        if output.has_eval_fd:
            if intent.takes_terminal or output.has_only_code:
                return self._hand_out(intent)
            self._never_stop()
        if self._has_function and not self._is_captured():
            intent = intent.in_function()
        if type(intent).__name__ == "Help":
            from aws_session.cli import help as help_command

            return help_command.perform(intent, output, self.environ)  # type: ignore[arg-type] # Help
        return commands.perform(intent, output, self.environ)

    def _hand_out(self, intent: "Command") -> int:
        from aws_session.cli import handoff

        assert self.output is not None  # noqa: S101 - taken before anything was read
        return handoff.run_in_function(self, intent, self.output)

    def _change_environment(self, intent: "EnvironmentCommand") -> int:
        from aws_session.commands.stories import run
        from aws_session.context import Context
        from aws_session.errors import UsageError
        from aws_session.terminal.stderr import tell

        output, named = self.output, intent.shell
        assert output is not None  # noqa: S101 - taken before anything was read
        # A shell that nobody knows is refused before a code is asked for, and lost.
        shell = None if named is None else self._shell(named)
        if intent.show or (self.asking and shell and shell != self._shell()):
            # It is to be read or evaluated elsewhere than in our function.
            if output.has_only_code:
                return self._hand_out(intent)
            output.leave_function()
        elif self._is_captured() or (self.asking_pid and not output.has_eval_fd):
            from aws_session.cli import handoff

            return handoff.call_function(self, intent, output)
        elif intent.reads_stdin and self._is_in_pipe(0):
            raise UsageError(
                "the session would be lost: this end of a pipe is a subshell",
                hint="let AWS_SESSION_MFA_COMMAND name the program that prints the code, or type: "
                f"{self._piped(named)}",
            )
        if output.code_is_shown and not intent.show:
            dialect = self.dialect(named)
            typed = self._piped(named) if intent.reads_stdin else dialect.invocation(self.line)
            raise UsageError(
                "nothing evaluates what this prints: stdout is the terminal",
                hint=f"type: {typed}\n"
                "  or once, for a function that needs no such line: aws-session init",
            )
        self._never_stop()
        # Nobody is to wait for the dialect: it is loaded while a code is typed, else afterwards.
        outcome = run(intent, Context(self.environ, lambda: self.dialect(named)))
        text, status = self.dialect(named).render_outcome(outcome.change, outcome.status)
        ignore_signals()
        output.write_code(text)
        for line in outcome.notices:
            tell(line)
        if self._is_in_pipe(0, output.for_child):
            tell("this is a subshell, a part of a pipe: outside of it nothing has changed")
        return status

    def _piped(self, named: str | None) -> str:
        """Return how the line is typed behind a program that prints a code, here for example."""
        return self.dialect(named).piped("pass otp aws", self.line)

    def _never_stop(self) -> None:
        from aws_session.processes.inherited import INHERITED

        INHERITED.never_stop()

    @property
    def _has_function(self) -> bool:
        has_eval_fd = self.output is not None and self.output.has_eval_fd
        return has_eval_fd or self.asking_pid is not None

    def _is_captured(self) -> bool:
        """Tell whether our function runs in `$(…)`, where what it does is lost."""
        output = self.output
        if output is None or not self.asking_pid or output.data_is_shown:
            return False
        if self._captured is None:
            from aws_session.shells import subshell

            self._captured = subshell.is_captured(output.for_child, self.asking_pid)
        return self._captured

    def _is_in_pipe(self, *descriptors: int) -> bool:
        """Tell whether our function runs in the subshell that is an end of a pipe."""
        if self.output is None or not self.output.has_eval_fd or not self.asking_pid:
            return False
        from aws_session.shells import subshell

        return subshell.is_in_pipe(descriptors, self.asking_pid)

    @property
    def line(self) -> str:
        """The line as somebody would type it."""
        from shlex import quote

        return " ".join(("aws-session", *map(quote, self.argv)))

    def dialect(self, option: str | None = None) -> "Dialect":
        from aws_session.shells import registry as shells

        return shells.dialect(self._shell(option))

    def _shell(self, option: str | None = None) -> str:
        """Return the name of the dialect that is to be spoken; UsageError for an unknown option."""
        from aws_session.shells import registry as shells

        if option is not None:
            return shells.named(option)
        told = shells.by_process(self.asking or "") or self._parent
        if told is None:
            from aws_session.shells import detect

            told = self._parent = detect.find(self.environ)
        return told


def _catch_signals() -> None:
    for number in _ending():
        # A signal that the caller ignores, as nohup does, stays ignored.
        if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
            signal.signal(number, _raise)
    if hasattr(signal, "setitimer"):
        sys.unraisablehook = _raise_again


def _ending() -> set[int]:
    """Return the signals that end a process which does not catch them, and that can be caught."""
    ending: set[int] = signal.valid_signals()
    return ending.difference(getattr(signal, name, None) for name in _LEFT)


def _raise(number: int, _: object) -> None:
    # Another one must not meet what cleans up after this one.
    ignore_signals()
    raise KeyboardInterrupt if number == signal.SIGINT else StopSignal(number)


def _raise_again(ignored: "sys.UnraisableHookArgs") -> None:
    """Stop a moment later where a signal met a callback whose exceptions Python ignores."""
    if not issubclass(ignored.exc_type, KeyboardInterrupt | StopSignal):
        sys.__unraisablehook__(ignored)
        return
    stop = ignored.exc_value or KeyboardInterrupt()

    def later(*_: object) -> None:
        raise stop

    signal.signal(signal.SIGALRM, later)
    signal.setitimer(signal.ITIMER_REAL, 0.01)


def ignore_signals() -> None:
    """From here on the run is decided; half of its output must not be all that is left."""
    for number in _ending():
        signal.signal(number, signal.SIG_IGN)


def place(bug: BaseException) -> str:
    trace = bug.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    name = trace.tb_frame.f_code.co_filename.replace(os.sep, "/").rpartition("/")[2]
    return f"in {name}, line {trace.tb_lineno}"


def write(descriptor: int, text: str) -> None:
    """Write a failure line unless a screen would show it; where nobody reads, nobody is told."""
    try:
        if not os.isatty(descriptor):
            os.write(descriptor, text.encode())
    except OSError:
        return


def _say(line: str) -> None:
    try:
        os.write(2, f"{line}\n".encode("utf-8", "replace"))
    except OSError:
        return
