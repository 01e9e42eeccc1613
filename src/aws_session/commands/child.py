"""What the commands have in common that hand a session to another program."""

from __future__ import annotations

from aws_session.commands.base import Command
from aws_session.commands.mfa import Mfa
from aws_session.commands.options import argument
from aws_session.commands.pose import Pose
from aws_session.session.for_child import ChildRequest, session_for_child

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.for_child import ChildSession
    from aws_session.session.ports import Ports
    from aws_session.session.request import MfaRequest, RoleRequest


TARGET = argument("[TARGET]", help="As in pose: account, ARN or profile.", completes="targets")
ROLE = argument("[ROLE]", help="As in pose.", completes="roles")


class ChildCommand(Command):
    """A command that works with a session which this shell need not hold."""

    target: str | None = None
    role: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None

    REDACTED = ("code",)

    command = ""
    """What it is called."""

    needs_role = False
    """Whether a session of one's own will not do."""

    def validate(self) -> None:
        _ = self.request

    @property
    def request(self) -> MfaRequest | RoleRequest:
        """What a shell would ask for to hold that session."""
        if self.target is None:
            return self.convert(Mfa).request
        return self.convert(Pose).request.replace(command=self.command)

    def session(self, ports: Ports) -> ChildSession:
        """Return the shell's session if it will do, else one that is asked for."""
        particular = any((self.target, self.code, self.profile, self.duration))
        wish = ChildRequest(self.request, self.region, particular, self.needs_role)
        return session_for_child(wish, ports)
