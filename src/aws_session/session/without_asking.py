"""A role that is assumed only if no question is needed: for rc files and direnv."""

from __future__ import annotations

from aws_session.config.profile import PROCESS
from aws_session.errors import SessionError
from aws_session.session import start_role, target_search
from aws_session.session.mfa_code import NoTerminalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, cast

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment import EnvironmentSnapshot, Outcome
    from aws_session.model.account import Pose
    from aws_session.session.ports import Aws, Lock, Ports
    from aws_session.session.request import RoleRequest
else:

    def cast(_, value):
        return value


def role(request: RoleRequest, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome | None:
    """Return the outcome; None if it would take a code or a sign-in."""
    try:
        outcome = start_role(request, snapshot, cast("Ports", _Silent(ports)))
    except NoTerminalError:
        return None
    except SessionError as error:
        if not error.login:
            raise
        return None
    return outcome.replace(notices=())


class _Silent:
    """The outside world, without a person and without the programs that print codes or keys."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ports, name)

    def has_terminal(self) -> bool:
        return False

    def tell(self, line: str, hint: str | None = None) -> None:
        """Print nothing, except which account was meant by the beginning of its name."""
        if target_search.BEGINNING in line:
            self._ports.tell(line, hint)

    def announce(self, line: str, hint: str | None = None) -> None:
        """Print nothing: there is no wait."""

    def remember_pose(self, pose: Pose) -> None:
        """Remember nothing: a folder's choice does not belong in the list."""

    def aws(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> Aws:
        profile = signer.profile
        if signer.key is None and profile is not None and profile.kind_as_source == PROCESS:
            raise NoTerminalError("a key is needed, and the profile's program may ask for input")
        return self._ports.aws(signer, region, base)

    def code_from_command(self, command: str) -> str:
        del command
        raise NoTerminalError("a code is needed, and this command never asks for one")

    def turn(self, mark: str) -> Any:
        return _NoWait(self._ports.turn(mark))


class _NoWait:
    """The turn to start a session: taken if it is free, never waited for."""

    def __init__(self, turn: Lock) -> None:
        self.take = turn.take
        self.leave = turn.leave

    def wait(self) -> None:
        raise NoTerminalError("another process is starting the session")
