"""The real machine for one run: AWS, files, terminal and processes in one object."""

from __future__ import annotations

import sys
import time

from aws_session.errors import SessionError, UsageError
from aws_session.signals import STOPS
from aws_session.terminal import is_there, show
from aws_session.terminal.output import first_line, local_time, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, TypeVar

    from aws_session.aws.lazy_client import LazyClient
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config import Settings
    from aws_session.config.profiles import Profiles
    from aws_session.model.account import Account, AccountListing, ListingUnavailable, Picked, Pose
    from aws_session.model.identity import CallerIdentity
    from aws_session.model.shortcut import Shortcut
    from aws_session.processes.background import Job
    from aws_session.session.ports import Aws
    from aws_session.storage.account_cache import AccountCache
    from aws_session.storage.lock import Lock
    from aws_session.storage.session_format import SessionMetadata
    from aws_session.storage.stores import StoredIn
    from aws_session.terminal.progress import Counter

    T = TypeVar("T")


class Context:
    """The outside world of one run. Modules are imported when they are needed.

    `environ` is the caller's environment; `get_ready` is called while a person types;
    `is_evaluated` tells that a shell waits inside `$(…)` for the output.
    """

    def __init__(
        self,
        environ: dict[str, str],
        get_ready: Callable[[], object] = lambda: None,
        *,
        is_evaluated: bool = False,
    ) -> None:
        self.environ = environ
        self._is_evaluated = is_evaluated
        self._get_ready = get_ready
        self.now = time.time
        self.sleep = time.sleep
        self._announced = ""
        self._foreseen = False
        self._left: LazyClient | None = None

    def _protect(self) -> None:
        """Before secrets are fetched, disable core dumps and, if a shell waits, stopping by key."""
        from aws_session.core_dumps import CORE_DUMPS

        CORE_DUMPS.turn_off()
        if self._is_evaluated:
            STOPS.ignore()

    def local_time(self, moment: int) -> str:
        return local_time(moment)

    def aws_files(self, environ: dict[str, str]) -> Profiles:
        from aws_session.config import aws_files

        return aws_files.read(environ)

    def settings(self, environ: dict[str, str]) -> Settings:
        from aws_session import paths

        if not paths.has_settings(environ):
            from aws_session.config import NONE

            return NONE
        from aws_session.config import settings_file

        return settings_file.read(environ)

    def revokes_on_end(self, environ: dict[str, str]) -> bool:
        from aws_session import paths

        return paths.has_settings(environ) and self.settings(environ).revoke_on_end

    def policy_text(self, path: str) -> str:
        from aws_session.config import policy_file

        return policy_file.read(path)

    def poses(self) -> tuple[Pose, ...]:
        from aws_session.storage import role_history

        return role_history.read(self.environ)

    def remember_pose(self, pose: Pose) -> None:
        from aws_session.storage import role_history

        role_history.remember(self.environ, pose)

    def listed_accounts(self, aws: Aws, caller: CallerIdentity) -> AccountListing | None:
        return self._cache(aws, caller).read(self.now())

    def account_pages(
        self, aws: Aws, caller: CallerIdentity
    ) -> Iterator[Iterable[Account] | ListingUnavailable]:
        return self._cache(aws, caller).keeping(aws.account_pages(), self.now)

    def _cache(self, aws: Aws, caller: CallerIdentity) -> AccountCache:
        from aws_session.storage.account_cache import AccountCache

        return AccountCache(
            self.environ, caller.partition, caller.account, aws.endpoint("organizations")
        )

    def pick_target(
        self,
        known: Iterable[Account],
        pages: Iterable[Iterable[Account] | ListingUnavailable] | None,
        *,
        shortcuts: Iterable[Shortcut],
        stale: Iterable[Account],
        current: str | None,
    ) -> Picked:
        from aws_session.terminal import account_list

        return account_list.pick_target(
            known, pages, shortcuts=shortcuts, stale=stale, current=current
        )

    def pick_role(self, account: Account, default: str | None, known: Iterable[str]) -> str:
        from aws_session.terminal import account_list

        return account_list.pick_role(account, default, known)

    def tell(self, line: str, hint: str | None = None) -> None:
        tell(line, self._in_own_words(hint))

    def _in_own_words(self, hint: str | None) -> str | None:
        """Return a hint in which variables are set or unset in the syntax of the person's shell."""
        if hint is None or not ("unset " in hint or "export " in hint):
            return hint
        from aws_session import shells
        from aws_session.shells import detect, hints

        return hints.in_own_words(hint, shells.dialect(detect.find(self.environ)))

    def counter(self, unit: str) -> Counter:
        from aws_session.terminal.progress import Counter

        return Counter(unit)

    def count_down(self, until: float, text: str) -> None:
        from aws_session.terminal import progress

        progress.count_down(until, text)

    def last_device(self, key_id: str) -> str | None:
        from aws_session.storage import mfa_devices

        return mfa_devices.last_used(self.environ, key_id)

    def remember_device(self, key_id: str, serial: str | None) -> None:
        from aws_session.storage import mfa_devices

        mfa_devices.remember_last_used(self.environ, key_id, serial)

    def has_stored_sessions(self) -> bool:
        from aws_session import paths

        return paths.has_stored_sessions(self.environ)

    def stored_metadata(self, holder: str) -> SessionMetadata | None:
        from aws_session.storage import sessions

        return sessions.marker(self.environ, holder)

    def kept(self, holder: str, *, quickly: bool) -> str | None:
        from aws_session.storage import sessions

        self._protect()
        return sessions.read(self.environ, holder, quickly=quickly)

    def keep(
        self, marker: SessionMetadata, text: str, keep_in: str | None, *, failed: str | None
    ) -> StoredIn:
        from aws_session.storage import stores

        order = tuple(store for store in stores.order(keep_in) if store != failed)
        return stores.write(self.environ, marker, text, self.now(), order)

    def check_keeping(self, keep_in: str | None) -> None:
        """Raise SessionError if nothing can be stored; asks no questions."""
        from aws_session.storage import stores

        stores.check(self.environ, keep_in)

    def serving_store(self, keep_in: str | None) -> tuple[str | None, tuple[SessionError, ...]]:
        """Return the store that would be used, and why earlier ones cannot be."""
        from aws_session.storage import stores

        return stores.serving(self.environ, keep_in)

    def forget(self, holder: str) -> None:
        from aws_session.storage import stores

        stores.forget(self.environ, holder, self.now())

    def kept_markers(self) -> tuple[SessionMetadata, ...]:
        from aws_session.storage import sessions

        return sessions.still_stored(self.environ)

    def forget_stored(self) -> tuple[int, SessionError | None]:
        from aws_session.storage import stores

        return stores.forget_all(self.environ, self.now())

    def turn(self, mark: str) -> Lock:
        from aws_session.storage.lock import Lock

        return Lock(self.environ, mark)

    def announce(self, line: str, hint: str | None = None) -> None:
        tell(line, self._in_own_words(hint))

    def has_terminal(self) -> bool:
        return is_there()

    def foresee(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> None:
        if self._foreseen:
            return
        self._foreseen = True
        from aws_session.aws import reachable

        try:
            reachable.check(region, base, signer.profile)
        except SessionError:
            from aws_session.terminal import system

            system.drop_typed()
            raise

    def show_question(self, question: str) -> None:
        show(question)
        self._protect()
        self._announced = question

    def ask(self, question: str, meanwhile: Job[Any] | None = None) -> str:
        from aws_session.terminal import system

        self._protect()
        shown, self._announced = self._announced, ""
        return system.ask(question.removeprefix(shown), meanwhile, self._get_ready)

    def logs_in(self, error: SessionError) -> bool:
        from aws_session.processes import subprocesses

        return subprocesses.logs_in(error, self.ask, self.environ)

    def is_region(self, name: str) -> bool:
        from aws_session.config import sdk_regions

        return sdk_regions.knows(name)

    def code_from_stdin(self) -> str:
        self._protect()
        if sys.stdin is None:
            raise UsageError("--code - reads stdin, which is closed")
        return first_line(sys.stdin)

    def code_from_command(self, command: str) -> str:
        from aws_session.processes import subprocesses

        self._protect()
        return subprocesses.code_from(command, self.environ)

    def aws(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> Aws:
        from aws_session.aws.lazy_client import LazyClient

        self._protect()
        if self._left is not None and self._left.fits(signer, region, base):
            return self._left.signed_by(signer)
        return LazyClient(signer, region, base, self._keep_devices, self._forget_refused)

    def hand_on(self, aws: Aws) -> None:
        from aws_session.aws.lazy_client import LazyClient

        self._left = aws if isinstance(aws, LazyClient) else None

    def _keep_devices(self, caller: CallerIdentity, serials: tuple[str, ...]) -> None:
        from aws_session.storage import mfa_devices

        mfa_devices.remember_listed(self.environ, caller, serials)

    def _forget_refused(self, key_id: str) -> None:
        if self.has_stored_sessions():
            from aws_session.storage import stores

            stores.forget_refused(self.environ, key_id, self.now())

    def job(self, work: Callable[[], T], slow: str) -> Job[T]:
        from aws_session.processes.background import Job

        return Job(work, lambda: tell(f"{slow} …"))
