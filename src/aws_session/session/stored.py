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
    from aws_session.storage.stores import StoredIn

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
        now, called = inputs.snapshot.now, summary.STORED_NAME
        for line in summary.of_unused_duration(plan, session, called, now):
            self._ports.tell(*line)
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
        wanted = self._asked_to_keep()
        if before is not None and (not wanted or self._failed_store is None):
            # The settings alone store no session in place of a longer one.
            wanted = self._request.keeping.keep or self._replaces(before, level)
        if not wanted:
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
