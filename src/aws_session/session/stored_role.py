"""A stored role instead of a call to AWS, if one is suitable."""

from __future__ import annotations

from aws_session.environment import FOREIGN, EnvironmentChange, Outcome, State
from aws_session.errors import SessionError
from aws_session.session.stored import SharedSession
from aws_session.storage import role_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment import StackEntry
    from aws_session.session.ports import Ports
    from aws_session.session.precedence import Inputs
    from aws_session.session.request import SessionRequest
    from aws_session.storage.session_format import SessionMetadata


def carry_out(
    plan: SessionRequest, inputs: Inputs, ports: Ports, call: Callable[[], Outcome]
) -> Outcome:
    """Return the outcome with a stored role, or that of `call`, whose role is stored."""
    shared = SharedRole(plan, inputs, ports)
    made: list[Outcome] = []

    def ask() -> StackEntry:
        # Imported late: a stored role is not refused by AWS.
        from aws_session.model.recoverable_errors import RefusedRoleError

        try:
            made.append(call())
        except RefusedRoleError:
            shared.forget()
            raise
        arrived = made[0].arrived
        assert arrived is not None  # noqa: S101 - a role that was assumed is a session
        return arrived

    kept = shared.session(ask)
    return made[0] if kept is None else shared.outcome(kept)


class SharedRole(SharedSession):
    """The session of one role, shared by all who make exactly the same request."""

    def __init__(self, request: SessionRequest, inputs: Inputs, ports: Ports) -> None:
        self.asked = role_format.asked(request)
        self.signer = _signer(request, inputs)
        super().__init__(request, inputs, ports)

    def _keys(self) -> tuple[str | None, str | None]:
        if self.signer is None:
            return None, None
        key = role_format.cache_key(self.request, self.signer, self.asked, self.inputs)
        return key, None

    def _does(self, marker: SessionMetadata) -> bool:
        if not self.may_take():
            return False
        least = self.request.keeping.role_remaining
        least = self.inputs.settings.keep_at_least if least is None else least
        if marker.seconds_left(self.inputs.snapshot.now) < least:
            return False
        return not self.request.keeping.ahead or self.has_session()

    def may_take(self) -> bool:
        return super().may_take() and not self.request.keeping.asks_role

    def _start(self, ask: Callable[[], StackEntry]) -> StackEntry | None:
        # Imported late: a stored role needs none of it.
        from aws_session.session.storing import NewRole

        return NewRole(self).start(ask)

    def _opened(self, text: str) -> StackEntry | None:
        plan = self.request
        level = role_format.opened(text, self.asked)
        if level is None:
            return None
        from aws_session.model.role import asked_of

        bottom = plan.parents[0] if plan.parents else None
        below = bottom.exported_settings if bottom else self._exported_settings()
        return level.replace(
            region=plan.region,
            origin=bottom.origin if bottom else plan.source.origin,
            exported_settings=self._of_role(below),
            # Perhaps the same in another form.
            request_params=asked_of(plan.roles),
            label=plan.roles[-1].label,
        )

    def _of_role(self, below: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        plan = self.request
        named = self.inputs.profiles.by_name.get(plan.profile) if plan.profile else None
        if named is None or plan.keeping.gives_credentials_alone:
            return below
        from aws_session.config import profile_env

        return profile_env.of_role(below, named, self.inputs.original_env)

    def has_session(self) -> bool:
        """Tell whether the role has the session that it needs, if any."""
        plan, state = self.request, self.inputs.snapshot.state
        if not plan.session or SharedSession(plan, self.inputs, self.ports).promises():
            return True
        if state.ready is None:
            return False
        from aws_session.session import ready_session

        return ready_session.serving(plan, self.inputs) is not None

    def _say_failed(self, error: SessionError) -> None:
        # The session below is searched next, in the same store.
        if not (self.session_is_told_of and self.has_session()):
            super()._say_failed(error)

    @property
    def session_is_told_of(self) -> bool:
        """Tell whether the session below is one to store, unlike one that a shell lends."""
        plan = self.request
        return (plan.session or plan.keeping.is_told) and not self.is_lent

    @property
    def is_lent(self) -> bool:
        ready = self.inputs.snapshot.state.ready
        return ready is not None and ready.lent

    def forget(self) -> None:
        """Delete a role that AWS now refuses."""
        marker = self.marker()
        if marker is not None:
            self.ports.forget(marker.cache_key)

    def outcome(self, role: StackEntry) -> Outcome:
        """Return the change and the messages if a stored role is used."""
        if self.request.keeping.gives_credentials_alone:
            return Outcome(EnvironmentChange(), arrived=role)
        from aws_session.environment import stack
        from aws_session.model.account import pose_as
        from aws_session.session import summary

        plan, inputs, ports = self.request, self.inputs, self.ports
        below = plan.parents or self._session_below()
        levels = self._levels(below, role)
        change = stack.arrive(
            inputs.snapshot,
            levels,
            self._remembered(below),
            asked=stack.BEGINNING,
            label_variables=inputs.settings.label_variables,
        )
        ports.remember_pose(pose_as(plan.roles[-1], int(ports.now()), plan.profile))
        reused = None if plan.parents or not below else below[0]
        notices = summary.of_stored(plan, levels[-1], reused, inputs.snapshot, ports.local_time)
        return Outcome(change, notices, arrived=levels[-1])

    def _session_below(self) -> tuple[StackEntry, ...]:
        """Return the session that the role would be assumed from, if it costs no code."""
        plan, inputs = self.request, self.inputs
        if not plan.session:
            return ()
        if inputs.snapshot.state.ready is not None:
            from aws_session.session import ready_session

            ready = ready_session.serving(plan, inputs)
            if ready is not None:
                return (ready,)
        try:
            kept = SharedSession(plan, inputs, self.ports).kept()
        except SessionError:
            return ()
        return () if kept is None else (kept,)

    def _levels(self, below: tuple[StackEntry, ...], role: StackEntry) -> tuple[StackEntry, ...]:
        plan = self.request
        if below and not plan.no_back:
            return (*below, role)
        kind = below[0].kind if below else ""
        if not below and (plan.session or plan.passthrough):
            kind = "mfa" if plan.session else "handed"
        if not kind:
            return (role,)
        from aws_session.model.role import BELOW

        return (role.replace(request_params=(*role.request_params, (BELOW, kind))),)

    def _remembered(self, below: tuple[StackEntry, ...]) -> State:
        from aws_session.session import provenance

        plan, snapshot = self.request, self.inputs.snapshot
        before, ready = snapshot.state, None
        if before.ready is not None:
            from aws_session.session import ready_session

            used = below[-1] if below else None
            ready = ready_session.remaining(before.ready, used, None, int(self.ports.now()))
        return State(
            spent_code=before.spent_code,
            spent_at=before.spent_at,
            provenance=provenance.kept(snapshot) if plan.parents else plan.provenance,
            ready=ready,
        )


def _signer(plan: SessionRequest, inputs: Inputs) -> SourceCredentials | None:
    """Return whose key a role starts with; None if it will not be recognized again."""
    if plan.source.origin == FOREIGN:
        return None
    if not plan.parents or plan.with_mfa:
        return plan.source
    from aws_session.session import provenance, session_source

    signer = session_source.of_origin(plan.parents[0].origin, inputs)
    if signer is None or provenance.is_elsewhere(inputs, signer):
        return None
    return signer
