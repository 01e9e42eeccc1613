"""The command `process`: a session for a tool, by the protocol of credential_process."""

from __future__ import annotations

import os
import sys
import time

from aws_session import environment as env
from aws_session.commands import PROFILE, REGION, Command, argument, flag, option, snapshot
from aws_session.config import aws_files
from aws_session.context import Context
from aws_session.errors import UsageError
from aws_session.model import inert_text, utc
from aws_session.session.for_program import ProgramRequest, session_for_program
from aws_session.session.request import SESSION_LEFT_FOR_PROGRAM
from aws_session.terminal.output import is_seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self, TextIO

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config.profiles import Profiles
    from aws_session.environment import EnvironmentSnapshot, ReadySession
    from aws_session.model.credentials import Credentials
    from aws_session.processes.background import Job
    from aws_session.processes.caller import CallerGoneError, CallingProgram
    from aws_session.session.ports import Aws
    from aws_session.storage.lock import Lock
    from aws_session.terminal.output import Output


class Process(Command):
    """A session for a tool; `lines_for` is the AWS profile to print the lines for instead."""

    target: str | None = argument(
        "[TARGET]", help="AWS profile, or an account as for `pose`.", completes="targets"
    )
    role: str | None = argument("[ROLE]", help="As for `pose`.", completes="roles")
    lines_for: str | None = option(
        "--show", metavar="NAME", help="Print the lines of an AWS profile, to paste."
    )
    profile: str | None = PROFILE
    region: str | None = REGION
    show: bool = flag("--print", help="Print the secrets even on a terminal.")

    summary = "Provide a session to a tool, as a profile's `credential_process`."

    def validate(self) -> None:
        given = (
            (self.target, "TARGET"),
            (self.role, "ROLE"),
            (self.profile, "--profile"),
            (self.lines_for, "--show"),
        )
        # Both are imported late: a tool that gets a stored session waits for little else.
        if any(value is not None and not value.strip() for value, _ in given):
            from aws_session.model import validation

            for value, named in given:
                validation.no_blank(value, named)
        if self.region is not None:
            from aws_session.model.regions import check_typed

            check_typed(self.region)
        if self.show and self.lines_for is not None:
            raise UsageError(
                "--show and --print cannot be used together",
                hint="the lines that --show prints have no secret in them: leave out --print",
            )

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        if self.lines_for is not None:
            # Imported late: a tool waits for none of it.
            from aws_session.commands.process import profile_lines
            from aws_session.session.precedence import Inputs

            here = snapshot(environ, int(time.time()))
            context = Context(here.original_env)
            files = context.aws_files(here.original_env)
            bare = env.without_sessions(_without_asker(here.original_env, files), here.now)
            inputs = Inputs(bare, files, context.settings(here.original_env))
            return profile_lines.show(self, self.lines_for, here, inputs, output)
        if output.data_is_shown and not self.show:
            raise UsageError(
                "this prints secrets for a program, and stdout is the terminal",
                hint="for the lines of a profile that runs this: aws-session process --show NAME",
            )
        # Who it was is noted before anything that takes long: orphans get another parent.
        caller = os.getppid(), output.for_child
        # The result must not depend on the shell that a tool was started in.
        here = snapshot(environ, int(time.time()))
        base = here.original_env
        named = " ".join(word for word in (self.target, self.role) if word)
        files = aws_files.read(base)
        with ToolContext(_without_asker(base, files), files, named, caller) as machine:
            loan = ProgramRequest(
                self.target,
                self.role,
                self.profile,
                self.region,
                keep=True,
                min_remaining=SESSION_LEFT_FOR_PROGRAM,
            )
            try:
                # The shell's own session saves a code, and its owner is the same in any shell.
                ready = _lent(here, files, machine, base)
                arrived = session_for_program(loan, machine, ready).arrived
            except UsageError as error:
                # Imported late: a stored session needs no code.
                from aws_session.session.mfa_code import NoTerminalError

                if isinstance(error, NoTerminalError):
                    from aws_session.commands.process.no_terminal import nobody_to_ask

                    raise nobody_to_ask(self, machine, files) from error
                raise
        assert arrived is not None  # noqa: S101 - a loan is a session
        assert arrived.credentials is not None  # noqa: S101 - a new session has them
        output.write_data(_answer(arrived.credentials, arrived.account))
        return 0


class ToolContext(Context):
    """The outside world of a run that another program started, whose stderr may go unread.

    Its messages wait until a question or a failure; otherwise they are dropped. A person is asked
    and told on the terminal, wherever stderr goes. If the tool runs in the background of its
    terminal, nobody is asked. A question disappears when the program that caused it ends.
    """

    def __init__(
        self, environ: dict[str, str], files: Profiles, named: str, caller: tuple[int, int]
    ) -> None:
        """Take what has been read, the words that explain a question, and who waits for the answer.

        `caller` is the ID of the parent process, and the descriptor that it reads from.
        """
        super().__init__(environ)
        self._files = files
        self._named = named
        self._parent, self._stdout = caller
        self._watched: CallingProgram | None = None
        self._held: list[tuple[str, str | None]] = []
        self._stderr: TextIO = sys.stderr
        self._asked = False
        self._has_code = False

    @property
    def _caller(self) -> CallingProgram:
        if self._watched is None:
            # Imported late: with a stored session, the caller does not wait long enough to end.
            from aws_session.processes.caller import CallingProgram

            self._watched = CallingProgram(self._parent, self._stdout)
        return self._watched

    def aws_files(self, environ: dict[str, str]) -> Profiles:  # noqa: ARG002 - it is one for all
        return self._files

    def tell(self, line: str, hint: str | None = None) -> None:
        if self._asked:
            super().tell(line, hint)
        else:
            self._held.append((line, hint))

    def has_terminal(self) -> bool:
        self._caller.check()
        # Imported late, as elsewhere here: with a stored session, nobody is asked.
        from aws_session.terminal import system

        return system.is_in_front()

    def ask(self, question: str, meanwhile: Job[Any] | None = None) -> str:
        from aws_session.processes.caller import CallerGoneError

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
        self._leave_with_code()
        return answer

    def code_from_command(self, command: str) -> str:
        self._caller.watch()
        code = super().code_from_command(command)
        self._leave_with_code()
        return code

    def turn(self, mark: str) -> Lock:
        self._watch_until_code()
        return super().turn(mark)

    def aws(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> Aws:
        self._watch_until_code()
        return super().aws(signer, region, base)

    def _watch_until_code(self) -> None:
        """Watch the caller during anything that may take long; a stored session does not.

        Once a code was given, it is not wasted.
        """
        if not self._has_code:
            self._caller.watch()

    def _leave_with_code(self) -> None:
        self._caller.leave()
        self._has_code = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._watched is not None:
            self._watched.stop()
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
        """Remove the question from the screen, unless a shell has the terminal again."""
        from aws_session.terminal import system

        if system.is_in_front():
            system.clear_line_above(question)
            if not is_seen(self._stderr):
                super().tell(gone.message)

    def _say_what_is_held(self) -> None:
        for line, hint in self._held:
            super().tell(line, hint)
        self._held.clear()


def _lent(
    here: EnvironmentSnapshot, files: Profiles, machine: ToolContext, base: dict[str, str]
) -> ReadySession | None:
    if not here.state.levels and here.state.ready is None:
        # Imported late: most tools run outside any session.
        return None
    from aws_session.session import ready_session

    return ready_session.lent(here, files, machine.settings(base))


def _answer(credentials: Credentials, account: str | None) -> str:
    named: dict[str, str | int | None] = {
        "Version": 1,
        "AccessKeyId": credentials.key_id,
        "SecretAccessKey": credentials.secret_key,
        "SessionToken": credentials.session_token,
        "Expiration": utc(credentials.expires) if credentials.expires else None,
        "AccountId": account,
    }
    return inert_text.document({name: value for name, value in named.items() if value is not None})


def _without_asker(base: dict[str, str], profiles: Profiles) -> dict[str, str]:
    """Return the environment without the profile that caused this call."""
    asking = {
        name
        for name in env.PROFILES
        if (profile := profiles.by_name.get(base.get(name, ""))) and profile.is_ours
    }
    return {name: value for name, value in base.items() if name not in asking}
