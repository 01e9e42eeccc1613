"""The calls that a session request needs, one after the other."""

from __future__ import annotations

from aws_session.aws.source_credentials import KEPT, NEW, OF_SHELL, READY, SourceCredentials
from aws_session.config import profile_env
from aws_session.environment import StackEntry, State
from aws_session.errors import Leaving, SessionError
from aws_session.session import provenance
from aws_session.session.precedence import Inputs
from aws_session.session.request import SessionRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from aws_session.config import Settings
    from aws_session.environment import ReadySession
    from aws_session.model.account import Pose
    from aws_session.model.credentials import Credentials
    from aws_session.model.identity import AssumedRole, CallerIdentity, SessionCredentials
    from aws_session.model.role import AssumeRoleRequest
    from aws_session.session.mfa_call import MfaCall
    from aws_session.session.ports import Aws, Ports
    from aws_session.session.stored import SharedSession

    T = TypeVar("T")


class RequestCalls:
    """The calls of one plan; afterwards, `levels` are the stack, `remembered` other state."""

    def __init__(
        self,
        plan: SessionRequest,
        inputs: Inputs,
        ports: Ports,
        shared: SharedSession | None = None,
    ) -> None:
        """Take the plan, and the search for a stored session, if there has been one."""
        self._plan = plan
        self._shared = shared
        self._base = inputs.original_env
        self._inputs = inputs
        self._before = inputs.snapshot.state
        self._ports = ports
        self._signer = plan.source
        self._caller: CallerIdentity | None = None
        self._signing_level = plan.parents[-1] if plan.parents and not plan.with_mfa else None
        self.levels = plan.parents
        self.session_credentials: SessionCredentials | None = None
        self.kept: StackEntry | None = None
        self.ready: StackEntry | None = None
        self._own: StackEntry | None = None
        self._role: AssumeRoleRequest | None = None
        self._signed_by = ""
        self._last: tuple[SourceCredentials, Aws] | None = None

    def go(self) -> None:
        """Make every call of the plan; an interruption tells of a session that took a code."""
        try:
            self._go()
        except KeyboardInterrupt as stop:
            bought = None if isinstance(stop, Leaving) else self.bought
            if bought is None:
                raise
            leaving = Leaving()
            leaving.bought = bought
            raise leaving from stop

    def _go(self) -> None:
        plan = self._plan
        if plan.session:
            self._start_session()
        elif plan.passthrough:
            self._take_over()
        if plan.roles:
            try:
                self._pose()
            except SessionError as error:
                self._explain(error)
                self._suggest_fresh(error)
                error.bought = self.bought
                raise
        elif self.session_credentials is not None:
            # The request that started it is signed with it.
            self._ports.hand_on(self._aws())
        if plan.no_back and len(self.levels) > 1:
            from aws_session.model.role import BELOW

            top = self.levels[-1]
            below = (BELOW, self.levels[0].kind)
            self.levels = (top.replace(request_params=(*top.request_params, below)),)

    def _explain(self, error: SessionError) -> None:
        if self._role is None:
            return
        from aws_session.model.recoverable_errors import RefusedRoleError

        if isinstance(error, RefusedRoleError):
            from aws_session.session import refused_role

            refused_role.explain(error, self._role, self._signed_by, self._ports.poses())
            if self._last is not None:
                aws = self._last[1]
                listing = self._ports.listed_accounts(aws, self._caller or aws.caller())
                refused_role.explain_closed(error, self._role, listing)

    def _suggest_fresh(self, error: SessionError) -> None:
        """Suggest a new session if the refused one may be the stored one."""
        if self.kept is not None:
            fresh = "with the stored session; for a new one: --fresh"
            error.hint = f"{error.hint} ({fresh})" if error.hint else fresh

    @property
    def bought(self) -> ReadySession | None:
        """The MFA session that a code was used for."""
        granted = self.session_credentials
        # A root user cannot assume roles.
        if granted is None or self._own is None or granted.caller.is_root:
            return None
        from aws_session.session import ready_session

        return ready_session.bought(self._own, granted.code, self._plan, self._inputs)

    @property
    def remembered(self) -> State:
        """What the state should remember in addition to the levels."""
        before, granted = self._before, self.session_credentials
        return State(
            spent_code=granted.code if granted else before.spent_code,
            spent_at=granted.at if granted else before.spent_at,
            provenance=provenance.kept(self._inputs.snapshot)
            if self._plan.parents
            else self._plan.provenance,
            ready=self._still_ready(),
        )

    def _still_ready(self) -> ReadySession | None:
        if self._before.ready is None:
            return None
        from aws_session.session import ready_session

        now = int(self._ports.now())
        return ready_session.remaining(self._before.ready, self.ready, self.bought, now)

    @property
    def poses(self) -> tuple[Pose, ...]:
        """The poses to remember: the target of the last role."""
        if not self._plan.roles:
            return ()
        from aws_session.model.account import pose_as

        role = self._plan.roles[-1]
        profile = self._plan.profile
        if self._plan.renewed:
            # The profile is the one with which it was last assumed.
            past = (pose for pose in self._ports.poses() if pose.account == role.account)
            profile = next((pose.profile for pose in past if pose.role == role.role), "")
        return (pose_as(role, int(self._ports.now()), profile),)

    def _aws(self) -> Aws:
        """Return the calls of the current signer, over the connections of the earlier ones."""
        if self._last is None:
            aws = self._ports.aws(self._signer, self._plan.region, self._base)
        else:
            before, aws = self._last
            if before is not self._signer:
                aws = aws.signed_by(self._signer)
        self._last = self._signer, aws
        return aws

    def _mfa_call(self, check: Callable[[CallerIdentity], None] | None = None) -> MfaCall:
        # Imported late: a stored session needs no code and no call.
        from aws_session.session.mfa_call import MfaCall

        plan, ports = self._plan, self._ports
        if plan.code is None and plan.code_command is None and ports.has_terminal():
            ports.foresee(self._signer, plan.region, self._base)
        default = self._inputs.profiles.by_name.get("default")
        usual = default.get("mfa_serial") if default else None
        return MfaCall(plan, self._aws(), ports, check, usual)

    def _retry_throttled(self, call: Callable[[], T]) -> T:
        from aws_session.session.throttling import retry_throttled

        return retry_throttled(self._ports, call)

    def _start_session(self) -> None:
        lent = self._before.ready is not None and self._before.ready.lent
        if lent and self._take_ready() is not None:
            # A session that should not be stored is not stored for a tool either.
            return
        if not self._shares():
            self._ask()
            return
        from aws_session.session.stored import SharedSession

        if self._shared is None:
            self._shared = SharedSession(self._plan, self._inputs, self._ports)
        self.kept = self._shared.session(self._ask)
        if self.kept is not None:
            self._take(self.kept, KEPT)

    def _shares(self) -> bool:
        """Tell, with one look at the disk, whether a session is stored or will be."""
        keep = self._plan.keeping.keep
        wanted = self._inputs.settings.keep if keep is None else keep
        return wanted or self._ports.has_stored_sessions()

    def _take(self, kept: StackEntry, called: str) -> None:
        """Continue with an existing session."""
        assert kept.credentials is not None  # noqa: S101 - otherwise it would not be stored
        self.levels = (*self.levels, kept)
        self._signer = SourceCredentials(called, kept.credentials, self._plan.source.profile)
        self._signing_level = kept

    def _take_ready(self) -> StackEntry | None:
        """Continue with a session that is ready in this shell, if it is suitable."""
        if self._before.ready is None:
            return None
        from aws_session.session import ready_session
        from aws_session.session.mfa_code import STDIN

        if self._plan.code == STDIN:
            # It may be the code that this session was started with.
            self._plan = self._plan.replace(code=self._ports.code_from_stdin())
        self.ready = ready_session.serving(self._plan, self._inputs)
        if self.ready is not None:
            self._take(self.ready, READY if self._before.ready.code else OF_SHELL)
        return self.ready

    def _ask(self) -> StackEntry:
        ready = self._take_ready()
        if ready is not None:
            return ready
        plan = self._plan
        if plan.keeping.for_tool and plan.code is None:
            from aws_session.session import ready_session

            stored = self._shared.marker() if self._shared else None
            self._ports.tell(ready_session.why_not(plan, self._inputs, stored))
        granted = self._mfa_call().session(self._before)
        caller = granted.caller
        self._grant(granted)
        self._push(
            kind="mfa",
            credentials=granted.credentials,
            account=caller.account,
            principal=caller.arn,
            device=granted.device.serial,
            request_params=(("seconds", str(plan.token.seconds)),),
            label=caller.label,
            called=NEW,
        )
        self._own = self.levels[-1]
        return self._own

    def _take_over(self) -> None:
        aws = self._aws()
        caller = self._retry_throttled(aws.caller)
        self._caller = caller
        self._push(
            kind="handed",
            credentials=aws.resolve(),
            account=caller.account,
            principal=caller.arn,
            label=_passthrough_label(self._plan, caller, self._inputs.settings),
            called=self._plan.source.origin,
        )

    def _pose(self) -> None:
        """Assume the roles one after the other; together they are one level."""
        roles, device = self._plan.roles, None
        self._role = roles[0]
        if self.levels and not self._plan.with_mfa:
            self._signed_by = self.levels[-1].kind
        if self._plan.with_mfa:
            from aws_session.model.identity import AssumedRole
            from aws_session.session import key_check

            check = key_check.of_role(roles[0], self._plan, self._inputs, self._ports)
            granted = self._mfa_call(check).role(self._before, roles[0])
            self._grant(granted)
            device = granted.device.serial
            assumed = AssumedRole(granted.credentials, granted.principal)
            self._sign_as(roles[0], assumed)
            roles = roles[1:]
        for role in roles:
            self._role = role
            assumed = self._assume(role)
            self._sign_as(role, assumed)
        self._arrive(self._plan.roles[-1], assumed, device)

    def _sign_as(self, role: AssumeRoleRequest, assumed: AssumedRole) -> None:
        self._signed_by = "pose"
        profile = self._plan.source.profile
        self._signer = SourceCredentials(role.label, assumed.credentials, profile, of_role=True)

    def _assume(self, role: AssumeRoleRequest) -> AssumedRole:
        aws = self._aws()
        level = self._signing_level
        if self._caller is None and level is not None:
            from aws_session.model.identity import known_caller

            self._caller = known_caller(level.principal, level.account)
        if self._caller is None:
            self._caller = self._retry_throttled(aws.caller)
        caller = self._caller
        return self._retry_throttled(lambda: aws.assume_role(role, caller, None, None))

    def _arrive(self, role: AssumeRoleRequest, assumed: AssumedRole, device: str | None) -> None:
        from aws_session.model.role import asked_of

        self._push(
            kind="pose",
            credentials=assumed.credentials,
            account=role.account,
            principal=assumed.principal,
            device=device,
            request_params=asked_of(self._plan.roles),
            label=role.label,
            called=role.label,
        )

    def _grant(self, granted: SessionCredentials) -> None:
        self.session_credentials = granted
        self._caller = granted.caller

    def _exported(self, bottom: StackEntry | None, *, of_role: bool) -> tuple[tuple[str, str], ...]:
        plan, base = self._plan, self._base
        if of_role and plan.renewed:
            return plan.renewed[-1].exported_settings
        profiles = self._inputs.profiles.by_name
        below = (
            bottom.exported_settings
            if bottom
            else profile_env.exported_settings(plan.source.profile, base, profiles.get("default"))
        )
        named = profiles.get(plan.profile) if of_role else None
        return below if named is None else profile_env.of_role(below, named, base)

    def _push(self, *, credentials: Credentials, called: str, **named: Any) -> None:
        plan, bottom = self._plan, self.levels[0] if self.levels else None
        profile = plan.source.profile
        level = StackEntry(
            key_id=credentials.key_id,
            issued=int(self._ports.now()),
            expires=credentials.expires or 0,
            region=plan.region,
            origin=bottom.origin if bottom else plan.source.origin,
            credentials=credentials,
            exported_settings=self._exported(bottom, of_role=named["kind"] == "pose"),
            **named,
        )
        self.levels = (*self.levels, level)
        self._signer = SourceCredentials(called, credentials, profile)


def _passthrough_label(plan: SessionRequest, caller: CallerIdentity, settings: Settings) -> str:
    """Return `profile/role`, or `user@account` if the credentials are not a role's."""
    role = caller.arn.partition(":assumed-role/")[2].partition("/")[0]
    if not role:
        return caller.label
    name = plan.source.profile_name or caller.account
    # An alias of another account takes precedence for the name, as on the command line.
    alias = settings.accounts.get(name)
    owned = alias is None or alias.id == caller.account
    return f"{name if owned else caller.account}/{role}"
