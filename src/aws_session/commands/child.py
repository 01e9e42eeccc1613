"""The base of the commands that give a session to another program."""

from __future__ import annotations

from aws_session.commands import FRESH, KEEP, Command, argument
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import (
    CHAIN,
    EXTERNAL_ID,
    POLICY,
    POLICY_ARN,
    SESSION_NAME,
    SOURCE_IDENTITY,
    TAG,
    TRANSITIVE,
    WITH_CODE,
    WITHOUT_CODE,
    Pose,
)
from aws_session.errors import UsageError
from aws_session.session.for_child import ChildRequest, session_for_child
from aws_session.session.request import RoleRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.for_child import ChildSession
    from aws_session.session.ports import Ports
    from aws_session.session.request import MfaRequest


TARGET = argument("[TARGET]", help="As for pose: account, ARN or profile.", completes="targets")
ROLE = argument("[ROLE]", help="As for pose.", completes="roles")

_OF_ROLE = (
    *("session_name", "external_id", "source_identity", "tag", "transitive", "policy"),
    *("policy_arn", "mfa", "no_mfa", "chain"),
)


class ChildCommand(Command):
    """A command whose session does not have to be this shell's own."""

    target: str | None = None
    role: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None
    session_name: str | None = SESSION_NAME
    external_id: str | None = EXTERNAL_ID
    source_identity: str | None = SOURCE_IDENTITY
    tag: tuple[str, ...] = TAG
    transitive: bool = TRANSITIVE
    policy: str | None = POLICY
    policy_arn: tuple[str, ...] = POLICY_ARN
    mfa: bool = WITH_CODE
    no_mfa: bool = WITHOUT_CODE
    chain: bool = CHAIN
    keep: bool = KEEP
    fresh: bool = FRESH

    REDACTED = ("code",)

    command = ""
    """Its name."""

    needs_role = False
    """Whether an MFA session is not enough."""

    def validate(self) -> None:
        named = self.role_options
        if named and self.target is None and not self.chooses_role:
            raise UsageError(
                f"{', '.join(named)} cannot be used without a role",
                hint=f"name one: aws-session {self.command} TARGET [ROLE]"
                + " -- COMMAND" * self.takes_trailing,
            )
        _ = self.request

    @property
    def chooses_role(self) -> bool:
        """Whether a person chooses a role if none is named."""
        return False

    @property
    def role_options(self) -> tuple[str, ...]:
        """The given options that apply only to an assumed role."""
        declared = {name: option.spellings[0] for name, option in self.options if option.spellings}
        return tuple(declared[name] for name in _OF_ROLE if getattr(self, name))

    @property
    def request(self) -> MfaRequest | RoleRequest:
        """The command with which a shell would start that session."""
        if self.target is None:
            return self.convert(Mfa).request
        return self.convert(Pose).request.replace(command=self.command)

    def session(self, ports: Ports) -> ChildSession:
        """Return the shell's session if it is suitable, otherwise start one."""
        told = (self.target, self.code, self.profile, self.duration, self.fresh)
        particular = any(told) or bool(self.role_options)
        request = self.request
        if self.duration is not None and isinstance(request, RoleRequest):
            # Also if the duration is another one than the role's, such as a browser's.
            request = request.replace(asks_role=True)
        wish = ChildRequest(request, self.region, particular, self.needs_role, self.command)
        return session_for_child(wish, ports)
