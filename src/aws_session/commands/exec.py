"""The session for one command and nobody else."""

from __future__ import annotations

import os
import time

from aws_session import display, signer, situation
from aws_session import environment as env
from aws_session.edge import (
    foreground,
    own_shell,
    replacement,
    temporary_config,
    this_program,
)
from aws_session.edge.machine import Machine, tell
from aws_session.errors import SessionError, UsageError
from aws_session.intent import Process
from aws_session.lending import borrowing, tool_profile
from aws_session.lending.loan import LEAST, Loan, lend
from aws_session.lending.program import Program
from aws_session.situation import Knowledge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.edge.output import Output
    from aws_session.intent import Exec
    from aws_session.profiles import Profiles
    from aws_session.state import Level

_PROFILE = "aws-session"
_CONFIG = "AWS_CONFIG_FILE"


def perform(intent: Exec, output: Output, environ: dict[str, str]) -> int:
    if intent.refresh:
        return _run_asking(intent, output, environ)
    found = borrowing.borrow(intent, Machine(environ))
    program = _program(intent, found.environ)
    if program.is_shell:
        _announce(found.said)
    return replacement.become(program, output.for_child)


def _run_asking(intent: Exec, output: Output, environ: dict[str, str]) -> int:
    """Run a command whose AWS profile is this program, which it asks as often as it likes."""
    here = situation.survey(environ, int(time.time()))
    _check_is_named(intent, here.state.top)
    machine = Machine(here.base)
    files = machine.aws_files(here.base)
    wish = Process(
        target=intent.target, role=intent.role, profile=intent.profile, region=intent.region
    )
    knowledge = Knowledge(here, files, machine.settings(here.base))
    name = _unused(files)
    asked = tool_profile.asked(name, wish, knowledge)
    # Whose key the command's profile will name, whatever the environment does.
    whose = None if asked.words == (intent.target,) else asked.words[-1]
    if whose is not None and intent.profile is None:
        for line in signer.passed_over(here):
            tell(line)
    _check_keeping(machine)
    # Now, so that nobody is asked for a code in the middle of the command.
    loan = Loan(
        intent.target,
        intent.role,
        whose,
        intent.region,
        code=intent.code,
        command="exec --refresh",
        keep=True,
        least=LEAST,
    )
    outcome = lend(loan, machine)
    if not machine.keeps_something() or outcome.arrived is None:
        raise SessionError(
            "--refresh needs a session that is kept, and this one could not be",
            hint="leave --refresh out, or see why not: aws-session --keep",
        )
    # The command sees another config file; the program behind its profile needs the real one.
    program = ("env", f"{_CONFIG}={files.config_path}", *this_program.words(environ))
    text = tool_profile.lines(
        name, (*program, "process", *asked.words), asked.region, windows=os.name == "nt"
    )
    with temporary_config.holding(text) as path:
        started = _program(intent, _asking(here.base, name, path, outcome.arrived))
        if started.is_shell:
            _announce(outcome.said)
        return foreground.run(started, output.for_child)


def _check_keeping(machine: Machine) -> None:
    """Look for what --refresh needs before a code is spent on it."""
    try:
        machine.check_keeping()
    except SessionError as error:
        raise SessionError(
            f"--refresh needs a session that is kept: {error.message}", hint=error.hint
        ) from error


def _check_is_named(intent: Exec, top: Level | None) -> None:
    if intent.target or intent.profile or top is None or not borrowing.is_role(top):
        return
    raise UsageError(
        "--refresh needs to be told the role",
        hint="aws-session exec --refresh TARGET [ROLE] -- COMMAND",
    )


def _unused(profiles: Profiles) -> str:
    """Return a profile's name that no AWS file has: keys below it would win."""
    name, number = _PROFILE, 1
    while name in profiles:
        name, number = f"{_PROFILE}-{number}", number + 1
    return name


def _asking(base: dict[str, str], name: str, path: str, level: Level) -> dict[str, str]:
    """Return an environment that holds no session, and the profile that gets one."""
    gone = {*env.SESSION, *env.PROFILES, env.ACCOUNT}
    return {
        **{name: value for name, value in base.items() if name not in gone},
        **(dict.fromkeys(env.REGIONS, level.region) if level.region else {}),
        env.LABEL: display.session_label(level.label, level.account),
        _CONFIG: path,
        env.PROFILES[1]: name,
        # The older SDK for Go reads no config file otherwise.
        "AWS_SDK_LOAD_CONFIG": "1",
    }


def _program(intent: Exec, environ: dict[str, str]) -> Program:
    if intent.trailing:
        return Program(intent.trailing, environ)
    return Program(own_shell.own(environ), environ, True)


def _announce(said: tuple[str, ...]) -> None:
    for line in (*said, "a shell in this session; exit leaves both"):
        tell(line)
