"""A stored session instead of a new one, if one is suitable."""

from __future__ import annotations

from aws_session.environment import EnvironmentChange, Outcome, State
from aws_session.errors import SessionError
from aws_session.storage import session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.environment import StackEntry
    from aws_session.session.ports import Ports
    from aws_session.session.precedence import Inputs
    from aws_session.session.request import SessionRequest
    from aws_session.storage.session_format import SessionMetadata


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
        self.request = request
        self.inputs = inputs
        self.ports = ports
        self.cache_key, self._earlier_key = self._keys()
        self.failed_store: str | None = None

    def _keys(self) -> tuple[str | None, str | None]:
        """Return the cache keys of this version and of the previous one."""
        key = session_format.cache_key(self.request, self.inputs)
        return key, session_format.earlier_cache_key(self.request, self.inputs)

    def promises(self) -> bool:
        """Tell whether a stored session is suitable, if the store returns it."""
        marker = self.marker()
        return marker is not None and self._does(marker)

    def _does(self, marker: SessionMetadata) -> bool:
        return marker.does(self.request, self.inputs)

    def kept(self, *, quickly: bool = False) -> StackEntry | None:
        """Return the stored session as one of this shell; SessionError if the store fails.

        `quickly` is for callers that cannot wait.
        """
        marker = self.marker()
        if marker is None or not self._does(marker):
            return None
        text = self.ports.kept(marker.cache_key, quickly=quickly)
        level = self._opened(text) if text is not None else None
        if level is None or not self._does(session_format.metadata(marker.cache_key, level)):
            return None
        return level

    def _opened(self, text: str) -> StackEntry | None:
        """Return what a store returned as a session of this shell; None for anything else."""
        level = session_format.opened(text)
        if level is None:
            return None
        plan = self.request
        return level.replace(
            region=plan.region,
            origin=plan.source.origin,
            exported_settings=self._exported_settings(),
        )

    def _exported_settings(self) -> tuple[tuple[str, str], ...]:
        """Return the profile's other settings; nothing if only the credentials are needed."""
        profile = self.request.source.profile
        # The default profile is read without AWS_PROFILE, too, and has nothing to load for.
        is_lost = profile is not None and profile.name != "default"
        if self.request.keeping.gives_credentials_alone or not is_lost:
            return ()
        from aws_session.config import profile_env

        return profile_env.exported_settings(
            profile,
            self.inputs.original_env,
            self.inputs.profiles.by_name.get("default"),
        )

    def session(self, ask: Callable[[], StackEntry]) -> StackEntry | None:
        """Return the stored session, or the one that another terminal is about to store.

        None if there is neither, and `ask` has started a new one.
        """
        kept = self.found()
        return self._start(ask) if kept is None else kept

    def _start(self, ask: Callable[[], StackEntry]) -> StackEntry | None:
        # Imported late: a stored session needs none of it.
        from aws_session.session.storing import NewSession

        return NewSession(self).start(ask)

    def may_take(self) -> bool:
        """Tell whether a stored one may be used."""
        return not self.request.keeping.skip_stored

    def outcome(self, session: StackEntry) -> Outcome:
        """Return the change and the messages if a stored session is used."""
        plan, inputs = self.request, self.inputs
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
        now, called = inputs.snapshot.now, summary.STORED_NAME
        for line in summary.of_unused_duration(plan, session, called, now):
            self.ports.tell(*line)
        notices = summary.of_stored(plan, session, session, inputs.snapshot, self.ports.local_time)
        return Outcome(change, notices, arrived=session)

    def found(self, *, again: bool = False) -> StackEntry | None:
        """Return the stored session, and report a store that fails.

        With `again`, a store that fails will be asked once more.
        """
        if self.failed_store is not None:
            return None
        try:
            return self.kept()
        except SessionError as error:
            if again:
                return None
            marker = self.marker()
            self.failed_store = marker.store if marker else ""
            self._say_failed(error)
            return None

    def _say_failed(self, error: SessionError) -> None:
        self.ports.announce(error.message, error.hint)

    def marker(self) -> SessionMetadata | None:
        """Return what is known about it without asking the store."""
        for key in (self.cache_key, self._earlier_key):
            marker = None if key is None else self.ports.stored_metadata(key)
            if marker is not None:
                return marker
        return None
