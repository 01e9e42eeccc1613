"""A new session that other terminals may use: one process starts it, the others wait for it."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.storage import session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.environment import StackEntry
    from aws_session.session.stored import SharedSession
    from aws_session.session.stored_role import SharedRole
    from aws_session.storage.session_format import SessionMetadata
    from aws_session.storage.stores import StoredIn

FORGET = "to delete it: aws-session end --all"

_PATIENCE = 50
"""Seconds after which a run without a terminal fails; Terraform ends it after 60."""


class NewSession:
    """The session that is started where none was stored, and stored if that is wanted."""

    def __init__(self, shared: SharedSession) -> None:
        self._stored = shared
        self._request = shared.request
        self._inputs = shared.inputs
        self._ports = shared.ports

    def start(self, ask: Callable[[], StackEntry]) -> StackEntry | None:
        """Return the session that another terminal stores meanwhile; None if `ask` started one."""
        cache_key = self._stored.cache_key
        if cache_key is None:
            ask()
            self._say_not_stored()
            return None
        if not self._is_wanted():
            ask()
            return None
        return self._in_turn(cache_key, ask)

    def _in_turn(self, cache_key: str, ask: Callable[[], StackEntry]) -> StackEntry | None:
        turn = self._ports.turn(session_format.file_name(cache_key))
        announced = False
        try:
            while (owner := turn.take()) is not None and self._waits_for(owner):
                if not announced and self._takes_code():
                    self._ports.announce(f"waiting for the MFA code that {owner} asks for")
                    announced = True
                turn.wait()
                # All who waited read at once: a store that this is too much for is asked again
                # when it is our turn.
                if (kept := self._stored.found(again=True)) is not None:
                    return kept
            # Another process may have stored one between the first look and our turn.
            kept = self._stored.found()
            if kept is None:
                self._keep(cache_key, ask())
            return kept
        finally:
            turn.leave()

    def _waits_for(self, owner: str) -> bool:
        """Tell whether to wait; SessionError if the code has not been typed in time."""
        if not self._stored.may_take():
            return False
        waited = self._ports.now() - self._inputs.snapshot.now
        if waited < _PATIENCE or not self._takes_code() or self._ports.has_terminal():
            return True
        if self._request.code_command is None:
            raise SessionError(
                f"an MFA code is needed, and {owner} is still asking for it",
                hint="type it there, then try again",
            )
        return False

    def _takes_code(self) -> bool:
        """Tell whether another process that starts one asks for a code."""
        return True

    def _keep(self, cache_key: str, level: StackEntry) -> None:
        before = self._before()
        failed = self._stored.failed_store
        wanted = self._asked_to_keep()
        if before is not None and (not wanted or failed is None):
            # The settings alone store no session in place of a longer one.
            wanted = self._request.keeping.keep or self._replaces(before, level)
        if not wanted:
            return
        try:
            where = self._ports.keep(
                session_format.metadata(cache_key, level),
                self._sealed(level),
                self._inputs.settings.keep_in,
                failed=failed,
            )
        except SessionError as error:
            if failed is not None:
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
        if self._request.keeping.keep:
            description = self._request.source.description
            self._ports.announce(f"not stored: other terminals could not recognize {description}")

    def _replaces(self, before: SessionMetadata, level: StackEntry) -> bool:
        return self._request.keeping.fresh or level.expires > before.expires

    def _is_wanted(self) -> bool:
        """Tell whether a new session may be stored: an unexpired one is then replaced."""
        if self._asked_to_keep():
            return True
        before = self._before() if self._request.keeping.keep is None else None
        return before is not None and before.seconds_left(self._inputs.snapshot.now) > 0

    def _before(self) -> SessionMetadata | None:
        """Return what is known about the stored session, unless the kernel has forgotten it."""
        marker = self._stored.marker()
        if marker is None or marker not in self._ports.kept_markers():
            return None
        return marker

    def _asked_to_keep(self) -> bool:
        keep = self._request.keeping.keep
        return self._inputs.settings.keep if keep is None else keep


class NewRole(NewSession):
    """The same for a role, of which less is said: the session below it is stored, too."""

    def __init__(self, shared: SharedRole) -> None:
        super().__init__(shared)
        self._role = shared

    def _takes_code(self) -> bool:
        plan = self._request
        return plan.with_mfa or (plan.session and not self._role.has_session())

    def _sealed(self, level: StackEntry) -> str:
        from aws_session.storage import role_format

        return role_format.sealed(level.replace(request_params=()), self._role.asked)

    def _asked_to_keep(self) -> bool:
        if self._role.is_lent:
            # A shell whose session should not be stored has requested none, whatever a tool does.
            return self._inputs.settings.keep
        return super()._asked_to_keep()

    def _keep(self, cache_key: str, level: StackEntry) -> None:
        if self._role.session_is_told_of and not self._session_is_stored():
            # The reason has been reported already.
            return
        before = self._before()
        if before is None or self._replaces(before, level):
            super()._keep(cache_key, level)

    def _session_is_stored(self) -> bool:
        signer = self._role.signer
        assert signer is not None  # noqa: S101 - without one, no cache key exists
        key = session_format.cache_key_of(signer, self._request.region, self._inputs)
        marker = None if key is None else self._ports.stored_metadata(key)
        return marker is not None and marker.seconds_left(int(self._ports.now())) > 0

    def _say_stored(self, where: StoredIn) -> None:
        # A message about a stored session implies that its roles are stored, too.
        plan = self._request
        if self._role.session_is_told_of or not (plan.keeping.keep or plan.with_mfa):
            return
        why = f" ({where.why})" if where.why else ""
        line = f"{plan.roles[-1].label} is stored in {where.store} for your other terminals{why}"
        self._ports.announce(line, FORGET)

    def _say_not_stored(self) -> None:
        if not self._request.session:
            super()._say_not_stored()
