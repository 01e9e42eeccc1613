"""A stored session instead of a new one, if one is suitable."""

from __future__ import annotations

from aws_session.environment import FOREIGN, State
from aws_session.environment.change import EnvironmentChange, Outcome
from aws_session.errors import SessionError
from aws_session.storage import session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment import StackEntry
    from aws_session.session.ports import Ports
    from aws_session.session.precedence import Inputs
    from aws_session.session.request import SessionRequest
    from aws_session.storage.session_format import SessionMetadata
    from aws_session.storage.sessions import StoredIn

FORGET = "to delete it: aws-session end --all"


def carry_out(
    plan: SessionRequest, inputs: Inputs, ports: Ports, call: Callable[[SharedSession], Outcome]
) -> Outcome:
    """Return the outcome with a stored session, or that of `call`, which starts one."""
    shared = SharedSession(plan, inputs, ports)
    stored = shared.found()
    return call(shared) if stored is None else shared.outcome(stored)


class SharedSession:
    """The session of one request, shared by all terminals that ask for the same."""

    def __init__(self, request: SessionRequest, inputs: Inputs, ports: Ports) -> None:
        self._request = request
        self._inputs = inputs
        self._ports = ports
        self._cache_key, self._earlier_key = self._keys()
        self._failed_store: str | None = None

    def _keys(self) -> tuple[str | None, str | None]:
        """Return the cache keys of this version and of the previous one."""
        key = session_format.cache_key(self._request, self._inputs)
        return key, session_format.earlier_cache_key(self._request, self._inputs)

    def promises(self) -> bool:
        """Tell whether a stored session is suitable, if the store returns it."""
        marker = self.marker()
        return marker is not None and self._does(marker)

    def _does(self, marker: SessionMetadata) -> bool:
        return marker.does(self._request, self._inputs)

    def kept(self, *, quickly: bool = False) -> StackEntry | None:
        """Return the stored session as one of this shell; SessionError if the store fails.

        `quickly` is for callers that cannot wait.
        """
        marker = self.marker()
        if marker is None or not self._does(marker):
            return None
        text = self._ports.kept(marker.cache_key, quickly=quickly)
        level = self._opened(text) if text is not None else None
        if level is None or not self._does(session_format.metadata(marker.cache_key, level)):
            return None
        return level

    def _opened(self, text: str) -> StackEntry | None:
        """Return what a store returned as a session of this shell; None for anything else."""
        level = session_format.opened(text)
        if level is None:
            return None
        plan = self._request
        return level.replace(
            region=plan.region,
            origin=plan.source.origin,
            exported_settings=self._exported_settings(),
        )

    def _exported_settings(self) -> tuple[tuple[str, str], ...]:
        """Return the profile's other settings; nothing if only the credentials are needed."""
        if self._request.keeping.gives_credentials_alone:
            return ()
        from aws_session.config import profile_env

        return profile_env.exported_settings(
            self._request.source.profile, self._inputs.original_env
        )

    def session(self, ask: Callable[[], StackEntry]) -> StackEntry | None:
        """Return the stored session, or the one that another terminal is about to store.

        None if there is neither, and `ask` has started a new one.
        """
        cache_key = self._cache_key
        kept = self.found()
        if kept is not None or cache_key is None:
            if kept is None:
                ask()
                self._say_not_stored()
            return kept
        if not self._is_wanted():
            ask()
            return None
        return self._in_turn(cache_key, ask)

    def _in_turn(self, cache_key: str, ask: Callable[[], StackEntry]) -> StackEntry | None:
        turn = self._ports.turn(session_format.file_name(cache_key))
        announced = False
        try:
            while (owner := turn.take()) is not None and self._may_take():
                if not announced and self._takes_code():
                    self._ports.announce(f"waiting for the MFA code that {owner} asks for")
                    announced = True
                turn.wait()
                # All who waited read at once: a store that this is too much for is asked again
                # when it is our turn.
                if (kept := self.found(again=True)) is not None:
                    return kept
            # Another process may have stored one between the first look and our turn.
            kept = self.found()
            if kept is None:
                self._keep(cache_key, ask())
            return kept
        finally:
            turn.leave()

    def _may_take(self) -> bool:
        """Tell whether a stored one may be used."""
        return not self._request.keeping.skip_stored

    def _takes_code(self) -> bool:
        """Tell whether another process that starts one asks for a code."""
        return True

    def outcome(self, session: StackEntry) -> Outcome:
        """Return the change and the messages if a stored session is used."""
        plan, inputs = self._request, self._inputs
        if plan.keeping.gives_credentials_alone:
            return Outcome(EnvironmentChange(), arrived=session)
        from aws_session.environment import stack
        from aws_session.session import summary

        before = inputs.snapshot.state
        change = stack.arrive(
            inputs.snapshot,
            (session,),
            State(
                spent_code=before.spent_code,
                spent_at=before.spent_at,
                provenance=plan.provenance,
            ),
            asked=stack.BEGINNING,
            label_variables=inputs.settings.label_variables,
        )
        notices = summary.of_stored(plan, session, session, inputs.snapshot, self._ports.local_time)
        return Outcome(change, notices, arrived=session)

    def found(self, *, again: bool = False) -> StackEntry | None:
        """Return the stored session, and report a store that fails.

        With `again`, a store that fails will be asked once more.
        """
        if self._failed_store is not None:
            return None
        try:
            return self.kept()
        except SessionError as error:
            if again:
                return None
            marker = self.marker()
            self._failed_store = marker.store if marker else ""
            self._say_failed(error)
            return None

    def _say_failed(self, error: SessionError) -> None:
        self._ports.announce(error.message, error.hint)

    def _keep(self, cache_key: str, level: StackEntry) -> None:
        before = self.marker()
        if not (self._asked_to_keep() or (before is not None and self._replaces(before, level))):
            return
        try:
            where = self._ports.keep(
                session_format.metadata(cache_key, level),
                self._sealed(level),
                self._inputs.settings.keep_in,
                failed=self._failed_store,
            )
        except SessionError as error:
            if self._failed_store is not None:
                # The reason has been reported already.
                return
            self._ports.announce(f"not stored: {error.message}", error.hint)
            return
        self._say_stored(where)

    def _sealed(self, level: StackEntry) -> str:
        return session_format.sealed(level)

    def _say_stored(self, where: StoredIn) -> None:
        """Report it also if a tool started this run: nobody typed --keep there."""
        why = f" ({where.why})" if where.why else ""
        self._ports.announce(f"stored in {where.store} for your other terminals{why}", FORGET)

    def _say_not_stored(self) -> None:
        """Report that nothing is stored although it was requested: its key cannot be recognized."""
        if self._cache_key is None and self._request.keeping.keep:
            description = self._request.source.description
            self._ports.announce(f"not stored: other terminals could not recognize {description}")

    def _replaces(self, before: SessionMetadata, level: StackEntry) -> bool:
        return self._request.keeping.fresh or level.expires > before.expires

    def _is_wanted(self) -> bool:
        """Tell whether a new session may be stored: an unexpired one is then replaced."""
        marker = self.marker()
        valid = marker is not None and marker.seconds_left(self._inputs.snapshot.now) > 0
        return self._asked_to_keep() or (valid and self._request.keeping.keep is None)

    def _asked_to_keep(self) -> bool:
        keep = self._request.keeping.keep
        return self._inputs.settings.keep if keep is None else keep

    def marker(self) -> SessionMetadata | None:
        """Return what is known about it without asking the store."""
        for key in (self._cache_key, self._earlier_key):
            marker = None if key is None else self._ports.stored_metadata(key)
            if marker is not None:
                return marker
        return None


def carry_out_role(
    plan: SessionRequest, inputs: Inputs, ports: Ports, call: Callable[[], Outcome]
) -> Outcome:
    """Return the outcome with a stored role, or that of `call`, whose role is stored."""
    shared = SharedRole(plan, inputs, ports)
    made: list[Outcome] = []

    def ask() -> StackEntry:
        # Imported late: a stored role is not refused by AWS.
        from aws_session.model.aws_errors import RefusedRoleError

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
        self._asked = session_format.role_asked(request)
        self._signer = _signer(request, inputs)
        super().__init__(request, inputs, ports)

    def _keys(self) -> tuple[str | None, str | None]:
        if self._signer is None:
            return None, None
        key = session_format.role_cache_key(self._request, self._signer, self._asked, self._inputs)
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
        level = session_format.opened_role(text, self._asked)
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
        return session_format.sealed_role(level.replace(request_params=()), self._asked)

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
