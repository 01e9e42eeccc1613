"""A session for somebody other than this shell: what that one finds in its environment."""

from __future__ import annotations

from aws_session.commands import stories
from aws_session.commands.stories import run
from aws_session.config.profiles import Profiles
from aws_session.config.settings import Settings
from aws_session.environment import change as env
from aws_session.environment import sdk_identities, stack
from aws_session.environment import snapshot as snapshots
from aws_session.environment import state as states
from aws_session.environment.snapshot import EnvironmentSnapshot
from aws_session.environment.state import StackEntry, State
from aws_session.intent import EnvironmentCommand, Mfa, Pose, Region
from aws_session.intent.borrower import ChildCommand
from aws_session.model.record import Record
from aws_session.model.role import BELOW
from aws_session.session import precedence
from aws_session.session import target as targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.outcome import Outcome
    from aws_session.session.ports import Ports

_SESSION = frozenset({*env.SESSION, env.ACCOUNT, states.VARIABLE})


class ChildSession(Record):
    """A session on loan: the environment that holds it, and what there is to say.

    `level` is None where the session is another tool's, of which nothing is known.
    """

    environ: dict[str, str]
    level: StackEntry | None
    notices: tuple[str, ...] = ()

    REDACTED = ("environ",)


def session_for_child(intent: ChildCommand, ports: Ports) -> ChildSession:
    """Return the shell's session if it will do, else one that is asked for.

    Nothing else goes along: no level below, no long-term key, nothing to put back.
    """
    here = snapshots.read_snapshot(ports.environ, int(ports.now()))
    said: tuple[str, ...] = ()
    after = ports.environ
    if intent.is_particular or not _will_do(intent, here):
        outcome = stories.run(intent.mode, ports)
        after, said = env.applied(after, outcome.change), outcome.notices
    else:
        for line in precedence.passed_over(here):
            ports.tell(line)
        if intent.region is not None:
            outcome = stories.run(Region(name=intent.region), ports)
            after, said = env.applied(after, outcome.change), outcome.notices
    found = snapshots.read_snapshot(after, here.now)
    levels = stack.levels(found)
    if not levels:
        precedence.key_in(after)
        bare = {n: v for n, v in after.items() if n != states.VARIABLE}
        return ChildSession(sdk_identities.without(bare), None, said)
    level = _alone(levels)
    assert level.credentials is not None  # noqa: S101 - `stack.levels` has them all
    precedence.check(level.credentials)
    return ChildSession(_environ(found, level), level, said)


def _will_do(intent: ChildCommand, here: EnvironmentSnapshot) -> bool:
    """Tell whether the session that the shell holds is of use."""
    top = here.state.top
    if top is None or here.mismatched:
        return env.holds_session(here.environ)
    return not top.expired(here.now) and (is_role(top) or not intent.needs_role)


def is_role(level: StackEntry) -> bool:
    return ":assumed-role/" in (level.principal or "")


def _alone(levels: tuple[StackEntry, ...]) -> StackEntry:
    """Return the top of a stack as one that has nothing below."""
    top = levels[-1]
    if len(levels) == 1:
        return top
    return top.replace(request_params=(*top.request_params, (BELOW, levels[0].kind)))


def _environ(found: EnvironmentSnapshot, level: StackEntry) -> dict[str, str]:
    changed = {
        name: found.environ[name]
        for name in found.restored.changed_elsewhere
        if name in found.environ
    }
    kept = sdk_identities.without(changed)
    bare = {n: v for n, v in {**found.original_env, **kept}.items() if n not in _SESSION}
    bare = sdk_identities.without(bare)
    change = stack.arrive(
        snapshots.read_snapshot(bare, found.now),
        (level,),
        State(provenance=found.state.provenance),
        label_variables=stack.labelled(found),
    )
    return {**env.applied(bare, change), **kept}


LEAST = 1_200
"""Seconds that a kept session must have left for a tool: SDKs ask again when 15 minutes are."""


class ProgramSession(Record):
    """What a program is to have: without `target` a session of one's own, else as in `pose`.

    A `target` that stands alone may be any profile, one without a role, too.
    `command` is the one that was typed.
    `keep` keeps the session below for other terminals; a kept one with `least` seconds left does.
    """

    target: str | None = None
    role: str | None = None
    profile: str | None = None
    region: str | None = None
    code: str | None = None
    command: str = "process"
    keep: bool = False
    min_remaining: int = 0

    REDACTED = ("code",)


def session_for_program(loan: ProgramSession, ports: Ports) -> Outcome:
    """Return the session: `arrived` has its credentials, `change` its variables.

    It begins in the environment of `ports`, where another tool's session never signs; a code is
    asked for where it must be.
    """
    environ = ports.environ
    return run(command_for_program(loan, ports.settings(environ), ports.aws_files(environ)), ports)


def command_for_program(
    loan: ProgramSession, settings: Settings, profiles: Profiles
) -> EnvironmentCommand:
    """Return the mode whose session is meant."""
    own, target = loan.profile, loan.target
    if is_profile(target, loan.role, own, settings, profiles):
        own, target = target, None
    if target is None:
        return loan.convert(Mfa, profile=own)
    return loan.convert(Pose, profile=own, for_tool=True)


def is_profile(
    target: str | None,
    role: str | None,
    profile: str | None,
    settings: Settings,
    profiles: Profiles,
) -> bool:
    """Tell whether a TARGET that stands alone is an AWS profile, whatever credentials it has."""
    if target is None or role is not None or profile is not None:
        return False
    return targets.names_profile(target, settings, profiles)
