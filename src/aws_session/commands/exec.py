"""The command `exec`: a session for one command only."""

from __future__ import annotations

import shlex
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from aws_session import environment as env
from aws_session.commands import CODE, DURATION, PROFILE, REGION, SHELL_TO_OPEN, flag
from aws_session.commands.child import ROLE as ROLE_ARGUMENT
from aws_session.commands.child import TARGET, ChildCommand
from aws_session.commands.process import Process, profile_lines
from aws_session.config import aws_files, config_without_keys, role_chain
from aws_session.config.profile import NOTHING, ROLE, Profile
from aws_session.config.profiles import Profiles
from aws_session.context import Context
from aws_session.environment import FOREIGN, sdk_identities, stack
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError, UsageError
from aws_session.model import prompt_label
from aws_session.model.credentials import shown_id
from aws_session.model.terminal_text import sanitize
from aws_session.processes import starting
from aws_session.processes.program import Program
from aws_session.session import for_child, ready_session, session_source
from aws_session.session import target as targets
from aws_session.session.for_program import ProgramRequest, session_for_program
from aws_session.session.precedence import Inputs
from aws_session.session.request import SESSION_LEFT_FOR_PROGRAM
from aws_session.shells import interactive
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.environment import StackEntry
    from aws_session.terminal.output import Output

_CONFIG = "AWS_CONFIG_FILE"
# The AWS SDK for Java 1 looks for profiles there, and reads no file with nested settings.
_CONFIG_OF_JAVA = "AWS_CREDENTIAL_PROFILES_FILE"
_NO_METADATA = "AWS_EC2_METADATA_DISABLED"
_FROM_ENVIRONMENT = ("Environment", "EcsContainer")


class Exec(ChildCommand):
    """The session for one command, `trailing`, or for a shell if there is none.

    With `refresh`, the command asks for credentials whenever it needs some.
    """

    command = "exec"
    takes_terminal = True
    takes_trailing = True
    # As env(1) reports it, which is also replaced by another program.
    failure = 125

    target: str | None = TARGET
    role: str | None = ROLE_ARGUMENT
    refresh: bool = flag("--refresh", help="Renew the session while the command runs.")
    code: str | None = CODE
    profile: str | None = PROFILE
    region: str | None = REGION
    duration: str | None = DURATION
    shell: str | None = SHELL_TO_OPEN
    trailing: tuple[str, ...] | None = None

    summary = "Run one command in a session (`-- COMMAND`), or open a shell."

    def validate(self) -> None:
        super().validate()
        if self.refresh and self.duration is not None:
            raise UsageError(
                "--refresh and --duration cannot be used together",
                hint="with --refresh a session ends when the command does",
            )
        if self.refresh and (self.role_options or self.fresh):
            given = ", ".join((*self.role_options, *(("--fresh",) if self.fresh else ())))
            raise UsageError(
                f"--refresh and {given} cannot be used together",
                hint="renewed sessions would not have it; leave one out",
            )
        if self.trailing and self.shell is not None:
            raise UsageError(
                "--shell opens a shell, but a command follows --",
                hint="leave one of them out",
            )
        if self.trailing is not None and not (self.trailing and self.trailing[0]):
            raise UsageError(
                "no command follows --",
                hint="name one after --, or open a shell: aws-session exec",
            )

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        # Before a code is asked for.
        starting.check_found(_program(self, environ))
        if self.refresh:
            return _run_asking(self, output, environ)
        found = self.session(Context(environ))
        program = _program(self, found.environ)
        if program.is_shell:
            _announce(found.notices, found.environ.get(env.LABEL))
        return starting.replace_process(program, output.for_child)


def _run_asking(command: Exec, output: Output, environ: dict[str, str]) -> int:
    """Run a command with an AWS profile that calls this program, as often as the command needs."""
    # Imported late: a command that gets a stored role needs no name.
    from aws_session.commands.process import profile_name

    here = read_snapshot(environ, int(time.time()))
    _check_is_named(command, here.state.top)
    machine = Context(here.original_env)
    files = machine.aws_files(here.original_env)
    inputs = Inputs(here, files, machine.settings(here.original_env))
    target, role = profile_lines.named(command.target, command.role, command.profile, inputs)
    command = command.replace(target=target, role=role)
    wish = Process(target=target, role=role, profile=command.profile, region=command.region)
    _check_not_foreign(command, inputs)
    free = profile_name.unused("aws-session", files)
    remedy = f"leave out --refresh: {_without_refresh(command)}"
    otherwise = profile_lines.Otherwise(remedy, remedy)
    set_here = profile_lines.region_set_here(here)
    asked = profile_lines.asked(free, wish, inputs, otherwise=otherwise, shell_region=set_here)
    is_set_here = set_here is not None and dict(asked.every_setting).get("region") == set_here
    _check_survives(asked.description, inputs)
    # The profile whose key the command will use, whatever the environment says.
    whose = None if asked.words == (command.target,) else asked.words[-1]
    if whose is not None and command.profile is None:
        for line in session_source.other_profile_notices(here):
            tell(line)
    _check_keeping(machine, inputs.settings.keep_in)
    # Now, so that no code is asked for in the middle of the command.
    loan = ProgramRequest(
        command.target,
        command.role,
        whose,
        command.region or (set_here if is_set_here else None),
        code=command.code,
        command="exec --refresh",
        keep=True,
        min_remaining=SESSION_LEFT_FOR_PROGRAM,
        ahead=True,
    )
    ready = ready_session.lent(here, files, inputs.settings)
    # Stored like a new one: the command's profile asks for it when this shell is gone.
    ready = ready and ready.replace(lent=False)
    outcome = session_for_program(loan, machine, ready)
    if not machine.has_stored_sessions() or outcome.arrived is None:
        raise SessionError(
            "--refresh needs a stored session, and this one could not be stored",
            hint="leave out --refresh, or see why: aws-session --keep",
        )
    name = profile_name.unused(profile_name.of_session(outcome.arrived), files)
    sections, _ = aws_files.sections(here.original_env)
    secrets = config_without_keys.secrets_in(sections, files)
    settings = {
        setting: text
        for setting, text in asked.every_setting
        if not config_without_keys.is_secret(setting, text, secrets)
    }
    if outcome.arrived.region:
        settings["region"] = outcome.arrived.region
    others = config_without_keys.of(sections, files)
    _tell_unavailable(others.unavailable, files)
    with ExitStack() as temporary:
        was = {_CONFIG: files.config_path, _NO_METADATA: here.original_env.get(_NO_METADATA, "")}
        program = temporary.enter_context(starting.this_program_with(was))
        line = starting.credential_process((*program, "process", *asked.words))
        own = profile_lines.lines(name, line, tuple(settings.items()))
        config = "\n".join((others.text, own)).lstrip()
        paths = temporary.enter_context(_temporary_files(config=config, java=own))
        started = _program(command, _asking(here.original_env, name, paths, outcome.arrived))
        if started.is_shell:
            _announce(outcome.notices, started.environ.get(env.LABEL))
        return starting.run(started, output.for_child)


def _without_refresh(command: Exec) -> str:
    """Return the line that runs it for the duration of one session."""
    words = [word for word in (command.target, command.role) if word]
    if command.region:
        words += ["--region", command.region]
    if command.shell:
        words += ["--shell", command.shell]
    # Without the command's own words, which may contain secrets.
    behind = " -- COMMAND" if command.trailing else ""
    return f"{shlex.join(('aws-session', 'exec', *words))}{behind}"


def _check_keeping(machine: Context, keep_in: str | None) -> None:
    """Check what --refresh needs before a code is used."""
    try:
        machine.check_keeping(keep_in)
    except SessionError as error:
        raise SessionError(
            f"--refresh needs a stored session: {error.message}", hint=error.hint
        ) from error


def _check_survives(profile: Profile, inputs: Inputs) -> None:
    """Refuse a profile whose source is no longer in the command's environment."""
    source = role_chain.of(profile, inputs.profiles).source if profile.kind == ROLE else profile
    contained = source.kind == NOTHING and sdk_identities.provides(inputs.original_env)
    if contained or source.get("credential_source") in _FROM_ENVIRONMENT:
        raise SessionError(
            f"--refresh cannot use profile {profile.name!r}: its credentials come from the "
            "environment, which the command does not see",
            hint="leave out --refresh: aws-session exec [TARGET [ROLE]] -- COMMAND",
        )


def _check_is_named(command: Exec, top: StackEntry | None) -> None:
    if command.target or command.profile or top is None or not for_child.is_role(top):
        return
    raise UsageError(
        "--refresh needs the role to be named",
        hint="aws-session exec --refresh TARGET [ROLE] -- COMMAND",
    )


def _check_not_foreign(command: Exec, inputs: Inputs) -> None:
    """Refuse to use an unnamed profile in place of another tool's session."""
    if command.profile or targets.names_profile(
        command.target or "", inputs.settings, inputs.profiles
    ):
        return
    levels = stack.levels(inputs.snapshot)
    foreign = session_source.of_foreign(inputs)
    if foreign is None or (levels and levels[0].origin != FOREIGN):
        return
    key_id = shown_id(foreign.key.key_id) if foreign.key else ""
    raise SessionError(
        f"--refresh cannot renew the session of another tool that is here ({key_id})",
        hint="name the profile that signs: aws-session exec --refresh -p PROFILE",
    )


def _tell_unavailable(names: tuple[str, ...], files: Profiles) -> None:
    if names:
        plural = "s" if len(names) > 1 else ""
        listed = ", ".join(repr(sanitize(name)) for name in names)
        tell(
            f"the command cannot use profile{plural} {listed}: keys are not copied from "
            f"{files.config_path}",
            f"move the key to {files.credentials_path}",
        )


def _asking(
    base: dict[str, str], name: str, paths: dict[str, str], level: StackEntry
) -> dict[str, str]:
    """Return an environment without a session, and the profile that provides one.

    A program that cannot read the profile finds no other identity either, and fails.
    """
    gone = {*env.SESSION, env.ACCOUNT, *sdk_identities.CONTAINER}
    bare = {name: value for name, value in base.items() if name not in gone}
    return {
        **sdk_identities.without(bare),
        **(dict.fromkeys(env.REGIONS, level.region) if level.region else {}),
        env.LABEL: prompt_label.session_label(level.label, level.account),
        **dict(level.exported_settings),
        _CONFIG: paths["config"],
        _CONFIG_OF_JAVA: paths["java"],
        _NO_METADATA: "true",
        env.PROFILES[1]: name,
        # The AWS SDK for Go 1 does not read the config file otherwise.
        "AWS_SDK_LOAD_CONFIG": "1",
    }


def _program(command: Exec, environ: dict[str, str]) -> Program:
    if command.trailing:
        return Program(command.trailing, environ)
    if command.shell is not None:
        from aws_session.shells import sandbox_shell

        named = sandbox_shell.named(command.shell, environ.get("PATH"))
        return Program(interactive.started(named), environ, True)
    return Program(interactive.own(environ), environ, True)


def _announce(said: tuple[str, ...], label: str | None) -> None:
    """Announce that a new shell begins, and in which session: its prompt may not show it."""
    session = f"the session {label}" if label else "another tool's session"
    for line in (*said, f"this is a new shell in {session}; exit leaves it"):
        tell(line)


@contextmanager
def _temporary_files(**texts: str) -> Iterator[dict[str, str]]:
    """Write files into a folder that other users cannot read; yields their paths by name."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="aws-session-", ignore_cleanup_errors=True)
        paths = {name: str(Path(folder.name, name)) for name in texts}
        for name, text in texts.items():
            Path(paths[name]).write_text(text, "utf-8", "surrogateescape")
    except OSError as error:
        raise SessionError(
            f"cannot write a temporary file: {error.strerror}",
            hint=f"name a writable folder: export {starting.TEMPORARY}=FOLDER",
        ) from error
    with folder:
        yield paths
