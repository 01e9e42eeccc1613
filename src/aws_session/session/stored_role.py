"""A stored role instead of a call to AWS, if one is suitable."""

from __future__ import annotations

from aws_session.environment import FOREIGN, EnvironmentChange, Outcome, State
from aws_session.errors import SessionError
from aws_session.session.stored import FORGET, SharedSession
from aws_session.storage import role_format, session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment import StackEntry
    from aws_session.session.ports import Ports
    from aws_session.session.precedence import Inputs
    from aws_session.session.request import SessionRequest
    from aws_session.storage.session_format import SessionMetadata
    from aws_session.storage.stores import StoredIn


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
        self._asked = role_format.asked(request)
        self._signer = _signer(request, inputs)
        super().__init__(request, inputs, ports)

    def _keys(self) -> tuple[str | None, str | None]:
        if self._signer is None:
            return None, None
        key = role_format.cache_key(self._request, self._signer, self._asked, self._inputs)
        return key, None

    def _does(self, marker: SessionMetadata) -> bool:
        if not self._may_take():
            return False
        least = self._request.keeping.role_remaining
        least = self._inputs.settings.keep_at_least if least is None else least
        if marker.seconds_left(self._inputs.snapshot.now) < least:
            return False
        return not self._request.keeping.ahead or self._has_session()

    def _may_take(self) -> bool:
        return super()._may_take() and not self._request.keeping.asks_role

    def _opened(self, text: str) -> StackEntry | None:
        plan = self._request
        level = role_format.opened(text, self._asked)
        if level is None:
            return None
        from aws_session.model.role import asked_of

        bottom = plan.parents[0] if plan.parents else None
        return level.replace(
            region=plan.region,
            origin=bottom.origin if bottom else plan.source.origin,
            exported_settings=bottom.exported_settings if bottom else self._exported_settings(),
            # Perhaps the same in another form.
            request_params=asked_of(plan.roles),
            label=plan.roles[-1].label,
        )

    def _sealed(self, level: StackEntry) -> str:
        return role_format.sealed(level.replace(request_params=()), self._asked)

    def _takes_code(self) -> bool:
        plan = self._request
        return plan.with_mfa or (plan.session and not self._has_session())

    def _has_session(self) -> bool:
        """Tell whether the role has the session that it needs, if any."""
        plan, state = self._request, self._inputs.snapshot.state
        if not plan.session or SharedSession(plan, self._inputs, self._ports).promises():
            return True
        if state.ready is None:
            return False
        from aws_session.session import ready_session

        return ready_session.serving(plan, self._inputs) is not None

    def _asked_to_keep(self) -> bool:
        if self._is_lent():
            # A shell whose session should not be stored has requested none, whatever a tool does.
            return self._inputs.settings.keep
        return super()._asked_to_keep()

    def _keep(self, cache_key: str, level: StackEntry) -> None:
        if self._session_is_told_of() and not self._session_is_stored():
            # The reason has been reported already.
            return
        before = self.marker()
        if before is None or self._replaces(before, level):
            super()._keep(cache_key, level)

    def _say_failed(self, error: SessionError) -> None:
        # The session below is searched next, in the same store.
        if not (self._session_is_told_of() and self._has_session()):
            super()._say_failed(error)

    def _say_stored(self, where: StoredIn) -> None:
        # A message about a stored session implies that its roles are stored, too.
        if self._session_is_told_of() or not (self._request.keeping.keep or self._request.with_mfa):
            return
        label = self._request.roles[-1].label
        why = f" ({where.why})" if where.why else ""
        line = f"{label} is stored in {where.store} for your other terminals{why}"
        self._ports.announce(line, FORGET)

    def _say_not_stored(self) -> None:
        if not self._request.session:
            super()._say_not_stored()

    def _session_is_told_of(self) -> bool:
        """Tell whether the session below is one to store, unlike one that a shell lends."""
        plan = self._request
        return (plan.session or plan.keeping.is_told) and not self._is_lent()

    def _is_lent(self) -> bool:
        ready = self._inputs.snapshot.state.ready
        return ready is not None and ready.lent

    def _session_is_stored(self) -> bool:
        assert self._signer is not None  # noqa: S101 - else there is no key to store it under
        key = session_format.cache_key_of(self._signer, self._request.region, self._inputs)
        marker = None if key is None else self._ports.stored_metadata(key)
        return marker is not None and marker.seconds_left(int(self._ports.now())) > 0

    def forget(self) -> None:
        """Delete a role that AWS now refuses."""
        marker = self.marker()
        if marker is not None:
            self._ports.forget(marker.cache_key)

    def outcome(self, role: StackEntry) -> Outcome:
        """Return the change and the messages if a stored role is used."""
        if self._request.keeping.gives_credentials_alone:
            return Outcome(EnvironmentChange(), arrived=role)
        from aws_session.environment import stack
        from aws_session.model.account import pose_as
        from aws_session.session import summary

        plan, inputs, ports = self._request, self._inputs, self._ports
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
        plan, inputs = self._request, self._inputs
        if not plan.session:
            return ()
        if inputs.snapshot.state.ready is not None:
            from aws_session.session import ready_session

            ready = ready_session.serving(plan, inputs)
            if ready is not None:
                return (ready,)
        try:
            kept = SharedSession(plan, inputs, self._ports).kept()
        except SessionError:
            return ()
        return () if kept is None else (kept,)

    def _levels(self, below: tuple[StackEntry, ...], role: StackEntry) -> tuple[StackEntry, ...]:
        plan = self._request
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

        plan, snapshot = self._request, self._inputs.snapshot
        before, ready = snapshot.state, None
        if before.ready is not None:
            from aws_session.session import ready_session

            used = below[-1] if below else None
            ready = ready_session.remaining(before.ready, used, None, int(self._ports.now()))
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
