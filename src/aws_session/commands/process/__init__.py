"""The command `process`: a session for a tool, by the protocol of credential_process."""

from __future__ import annotations

import time

from aws_session.commands import PROFILE, REGION, SHOW, Command, argument, option
from aws_session.commands.process.tool_context import ToolContext
from aws_session.config import aws_files
from aws_session.context import Context
from aws_session.environment import change as env
from aws_session.environment import change as snapshots
from aws_session.errors import SessionError, UsageError
from aws_session.model import durations
from aws_session.processes.caller import CallingProgram
from aws_session.session.for_program import (
    MIN_REMAINING,
    ProgramRequest,
    is_profile,
    session_for_program,
)
from aws_session.shells import inert_text
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config import Settings
    from aws_session.config.profiles import Profiles
    from aws_session.environment import ReadySession
    from aws_session.environment.change import EnvironmentSnapshot
    from aws_session.model.credentials import Credentials
    from aws_session.terminal.output import Output


class Process(Command):
    """A session for a tool; `lines_for` is the AWS profile to print the lines for instead."""

    target: str | None = argument(
        "[TARGET]", help="AWS profile, or an account as for `pose`.", completes="targets"
    )
    role: str | None = argument("[ROLE]", help="As for `pose`.", completes="roles")
    lines_for: str | None = option(
        "--show", metavar="NAME", help="Print an AWS profile's lines, to paste."
    )
    profile: str | None = PROFILE
    region: str | None = REGION
    show: bool = SHOW

    summary = "Give a tool a session, as a profile's `credential_process`."

    def validate(self) -> None:
        given = (
            (self.target, "TARGET"),
            (self.role, "ROLE"),
            (self.profile, "--profile"),
            (self.lines_for, "--show"),
        )
        # Imported late, both: a tool that is given a stored session waits for little else.
        if any(value is not None for value, _ in given):
            from aws_session.model import validation

            for value, named in given:
                validation.no_blank(value, named)
        if self.region is not None:
            from aws_session.model.regions import check_region

            check_region(self.region)

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        if self.lines_for is not None:
            return _show(self, self.lines_for, output, environ)
        if output.data_is_shown and not self.show:
            raise UsageError(
                "this prints secrets for a program, and stdout is the terminal",
                hint="for the lines of a profile that runs this: aws-session process --show NAME",
            )
        caller = CallingProgram(output.for_child)
        # The result must not depend on the shell that a tool was started in.
        here = snapshots.read_snapshot(environ, int(time.time()))
        base = here.original_env
        named = " ".join(word for word in (self.target, self.role) if word)
        files = aws_files.read(base)
        with ToolContext(_without_asker(base, files), named, caller) as machine:
            loan = ProgramRequest(
                self.target,
                self.role,
                self.profile,
                self.region,
                keep=True,
                min_remaining=MIN_REMAINING,
            )
            try:
                # The shell's own session saves a code, and its owner is the same in any shell.
                ready = _lent(here, files, machine, base)
                arrived = session_for_program(loan, machine, ready).arrived
            except UsageError as error:
                # Imported late: a stored session needs no code.
                from aws_session.session.mfa_code import NoTerminalError

                if isinstance(error, NoTerminalError):
                    raise _nobody(self, machine.settings(base), files) from error
                raise
        assert arrived is not None  # noqa: S101 - a loan is a session
        assert arrived.credentials is not None  # noqa: S101 - what was just got has them
        output.write_data(_answer(arrived.credentials, arrived.account))
        return 0


def _lent(
    here: EnvironmentSnapshot, files: Profiles, machine: ToolContext, base: dict[str, str]
) -> ReadySession | None:
    if not here.state.levels and here.state.ready is None:
        # Imported late: most tools run outside any session.
        return None
    from aws_session.session import ready_session

    return ready_session.lent(here, files, machine.settings(base))


def _show(command: Process, name: str, output: Output, environ: dict[str, str]) -> int:
    """Print the lines of a tool's profile; a notice says where to put them."""
    import shlex

    from aws_session.commands.process import profile_lines
    from aws_session.processes import starting, this_program
    from aws_session.session.precedence import Inputs

    here = snapshots.read_snapshot(environ, int(time.time()))
    machine = Context(here.original_env)
    files = machine.aws_files(here.original_env)
    base = snapshots.read_snapshot(_without_asker(here.original_env, files), here.now)
    inputs = Inputs(base, files, machine.settings(here.original_env))
    profile_lines.check_order(name, command, inputs, machine.poses())
    target, role = profile_lines.named(command.target, command.role, command.profile, inputs)
    command = command.replace(target=target, role=role)
    wanted = shlex.join(word for word in (command.target, command.role) if word)
    line = f"aws-session process {f'{wanted} ' if wanted else ''}--show {name} --profile PROFILE"
    asked = profile_lines.asked(
        name,
        command,
        inputs,
        otherwise="put the key into a profile (aws configure "
        f"--profile PROFILE) and name it: {line}",
        shell_region=_region_set_here(here),
    )
    words = (*this_program.lasting_words(environ), "process", *asked.words)
    line = starting.credential_process(words)
    output.write_data(profile_lines.lines(name, line, asked.settings))
    for line in asked.notices:
        tell(line)
    tell(f"to paste into {files.config_path}")
    return 0


def _region_set_here(here: snapshots.EnvironmentSnapshot) -> str | None:
    """Return the region that a session or `region` has set in this shell."""
    own = here.environ.get(env.REGIONS[0])
    return own if own and own != here.original_env.get(env.REGIONS[0]) else None


def _answer(credentials: Credentials, account: str | None) -> str:
    named: dict[str, str | int | None] = {
        "Version": 1,
        "AccessKeyId": credentials.key_id,
        "SecretAccessKey": credentials.secret_key,
        "SessionToken": credentials.session_token,
        "Expiration": durations.utc(credentials.expires) if credentials.expires else None,
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


def _nobody(command: Process, settings: Settings, profiles: Profiles) -> SessionError:
    import shlex

    alone = is_profile(command.target, command.role, command.profile, settings, profiles)
    named = command.target if alone else command.profile
    signing = f" --profile {shlex.quote(named)}" if named else ""
    return SessionError(
        "no session is stored, and asking for a code needs a terminal",
        hint=f"in a terminal, type: aws-session --keep{signing}",
    )
