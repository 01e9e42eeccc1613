"""Carrying out a plan: one call after the other, from a signer to the levels of a stack."""

from __future__ import annotations

from aws_session.aws.source_credentials import Signer
from aws_session.config import profile_env
from aws_session.environment.state import Level, State
from aws_session.errors import SessionError
from aws_session.model.account import Pose
from aws_session.model.credentials import Assumed, Granted
from aws_session.model.identity import Caller
from aws_session.model.role import BELOW, RoleCall, asked_of
from aws_session.session.inputs import Knowledge
from aws_session.session.mfa_call import Asking, retry_throttled
from aws_session.session.request import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aws_session.config.settings import Settings
    from aws_session.model.credentials import Credentials
    from aws_session.session.ports import Aws, Outside


class Travel:
    """One plan on its way; afterwards `levels` are the stack and `spent` the code it took."""

    def __init__(self, plan: Plan, knowledge: Knowledge, outside: Outside) -> None:
        self._plan = plan
        self._base = knowledge.base
        self._knowledge = knowledge
        self._before = knowledge.situation.state
        self._outside = outside
        self._signer = plan.signer
        self._caller = _known(plan)
        self.levels = plan.below
        self.granted: Granted | None = None
        self.kept: Level | None = None

    def go(self) -> None:
        """Make every call of the plan."""
        plan = self._plan
        if plan.session:
            self._start_session()
        elif plan.handed:
            self._take_over()
        if plan.roles:
            try:
                self._pose()
            except SessionError as error:
                self._suspect_kept(error)
                raise
        if plan.no_back and len(self.levels) > 1:
            top = self.levels[-1]
            below = (BELOW, self.levels[0].kind)
            self.levels = (top.but(asked=(*top.asked, below)),)

    def _suspect_kept(self, error: SessionError) -> None:
        """Say how to come by another session where it may be the kept one that is refused."""
        if self.kept is not None:
            fresh = "with the kept session; for a new one: --fresh"
            error.hint = f"{error.hint} ({fresh})" if error.hint else fresh

    @property
    def remembered(self) -> State:
        """What the state is to say beside the levels."""
        before, granted = self._before, self.granted
        return State(
            spent_code=granted.code if granted else before.spent_code,
            spent_at=granted.at if granted else before.spent_at,
            places=before.places if self._plan.below else self._plan.places,
        )

    @property
    def poses(self) -> tuple[Pose, ...]:
        """The poses to remember: where the last role is."""
        if not self._plan.roles:
            return ()
        role = self._plan.roles[-1]
        name = role.label.rpartition("/")[0]
        known = "" if name == role.account else name
        return (Pose(role.account, role.role, int(self._outside.now()), known),)

    def _aws(self) -> Aws:
        return self._outside.aws(self._signer, self._plan.region, self._base)

    def _asking(self) -> Asking:
        plan, outside = self._plan, self._outside
        if plan.code is None and plan.code_command is None and outside.has_terminal():
            outside.foresee(self._signer, plan.region, self._base)
        return Asking(plan, self._aws(), outside)

    def _start_session(self) -> None:
        if not self._shares():
            self._ask()
            return
        from aws_session.session.stored import Sharing

        shared = Sharing(self._plan, self._knowledge, self._outside)
        self.kept = shared.session(self._ask)
        if self.kept is not None:
            self._take(self.kept)

    def _shares(self) -> bool:
        """Tell, at the cost of one look, whether a session is kept or is to be."""
        keep = self._plan.keeping.keep
        wanted = self._knowledge.settings.keep if keep is None else keep
        return wanted or self._outside.keeps_something()

    def _take(self, kept: Level) -> None:
        """Go on from a session that was kept."""
        assert kept.credentials is not None  # noqa: S101 - or it would not have been kept
        self.levels = (*self.levels, kept)
        self._signer = Signer("session", kept.credentials, self._plan.signer.profile)
        self._caller = _caller(kept)

    def _ask(self) -> Level:
        plan = self._plan
        granted = self._asking().session(self._before)
        caller = granted.caller
        self._grant(granted)
        self._push(
            kind="mfa",
            credentials=granted.credentials,
            account=caller.account,
            principal=caller.arn,
            device=granted.device.serial,
            asked=(("seconds", str(plan.seconds)),),
            label=caller.label,
        )
        return self.levels[-1]

    def _take_over(self) -> None:
        aws = self._aws()
        caller = retry_throttled(self._outside, aws.caller)
        self._caller = caller
        self._push(
            kind="handed",
            credentials=aws.resolve(),
            account=caller.account,
            principal=caller.arn,
            label=_handed_label(self._plan, caller, self._knowledge.settings),
        )

    def _pose(self) -> None:
        """Take the roles one after the other; together they are one level."""
        roles, device = self._plan.roles, None
        if self._plan.coded:
            granted = self._asking().role(self._before, roles[0])
            self._grant(granted)
            device = granted.device.serial
            assumed = Assumed(granted.credentials, granted.principal)
            self._sign_as(roles[0], assumed)
            roles = roles[1:]
        for role in roles:
            assumed = self._assume(role)
            self._sign_as(role, assumed)
        self._arrive(self._plan.roles[-1], assumed, device)

    def _sign_as(self, role: RoleCall, assumed: Assumed) -> None:
        self._signer = Signer(role.label, assumed.credentials, self._plan.signer.profile)

    def _assume(self, role: RoleCall) -> Assumed:
        aws = self._aws()
        if self._caller is None:
            self._caller = retry_throttled(self._outside, aws.caller)
        caller = self._caller
        return retry_throttled(self._outside, lambda: aws.assume_role(role, caller, None, None))

    def _arrive(self, role: RoleCall, assumed: Assumed, device: str | None) -> None:
        self._push(
            kind="pose",
            credentials=assumed.credentials,
            account=role.account,
            principal=assumed.principal,
            device=device,
            asked=asked_of(self._plan.roles),
            label=role.label,
        )

    def _grant(self, granted: Granted) -> None:
        self.granted = granted
        self._caller = granted.caller

    def _push(self, *, credentials: Credentials, **named: Any) -> None:
        plan, bottom = self._plan, self.levels[0] if self.levels else None
        profile = plan.signer.profile
        level = Level(
            key_id=credentials.key_id,
            issued=int(self._outside.now()),
            expires=credentials.expires or 0,
            region=plan.region,
            origin=bottom.origin if bottom else plan.signer.origin,
            credentials=credentials,
            carried=bottom.carried
            if bottom
            else profile_env.exported_settings(profile, self._base),
            **named,
        )
        self.levels = (*self.levels, level)
        self._signer = Signer("session", credentials, profile)


def _known(plan: Plan) -> Caller | None:
    """Return who the level is that signs, without asking AWS."""
    return _caller(plan.below[-1]) if plan.below and not plan.coded else None


def _caller(level: Level) -> Caller | None:
    if level.principal is None or level.account is None:
        return None
    return Caller(level.principal, level.account)


def _handed_label(plan: Plan, caller: Caller, settings: Settings) -> str:
    """Return `profile/role`, or `user@account` where the credentials are no role's."""
    role = caller.arn.partition(":assumed-role/")[2].partition("/")[0]
    if not role:
        return caller.label
    name = plan.signer.profile_name or caller.account
    # An alias of another account's has the name, as it has when somebody types it.
    alias = settings.accounts.get(name)
    owned = alias is None or alias.id == caller.account
    return f"{name if owned else caller.account}/{role}"
