"""A session for a program that asks for credentials, and may ask again."""

from __future__ import annotations

from aws_session.environment import without_sessions
from aws_session.model import Record
from aws_session.session import start
from aws_session.session.request import MfaRequest, RoleRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config import Settings
    from aws_session.config.profiles import Profiles
    from aws_session.environment import Outcome, ReadySession
    from aws_session.session.ports import Ports


class ProgramRequest(Record):
    """What a program should get: an MFA session without `target`, otherwise the same as `pose`.

    A `target` without a role may be any profile, also one without a role. `command` is the one that
    was typed. `keep` stores the MFA session for other terminals; a stored one is used if it has
    `min_remaining` seconds left: `SESSION_LEFT_FOR_PROGRAM` in `request`. With `ahead`, the code is
    asked for now, so that nobody has to be asked later.
    """

    target: str | None = None
    role: str | None = None
    profile: str | None = None
    region: str | None = None
    code: str | None = None
    command: str = "process"
    keep: bool = False
    min_remaining: int = 0
    ahead: bool = False

    REDACTED = ("code",)


def session_for_program(
    wish: ProgramRequest, ports: Ports, ready: ReadySession | None = None
) -> Outcome:
    """Return the session: `arrived` has its credentials, `change` its variables.

    It starts in the environment of `ports`, which has no state, and in which another tool's session
    never signs; a code is asked for if necessary, and `ready` is used if it belongs to the same
    key.
    """
    environ = ports.environ
    request = request_for_program(wish, ports.settings(environ), ports.aws_files(environ))
    here = without_sessions(environ, int(ports.now()))
    return start(request, here.replace(state=here.state.replace(ready=ready)), ports)


def request_for_program(
    wish: ProgramRequest, settings: Settings, profiles: Profiles
) -> MfaRequest | RoleRequest:
    own, target = wish.profile, wish.target
    if is_profile(target, wish.role, own, settings, profiles):
        own, target = target, None
    if target is None:
        return wish.convert(MfaRequest, profile=own)
    return wish.convert(RoleRequest, profile=own, for_tool=True)


def is_profile(
    target: str | None,
    role: str | None,
    profile: str | None,
    settings: Settings,
    profiles: Profiles,
) -> bool:
    """Tell whether a TARGET without ROLE is an AWS profile, whatever credentials it has."""
    if target is None or role is not None or profile is not None:
        return False
    # Imported late: an MFA session has no target.
    from aws_session.session import target as targets

    return targets.names_profile(target, settings, profiles)
