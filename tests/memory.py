"""The outside world of a run, in memory: a machine and an AWS that follow instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from aws_session.aws import revocation
from aws_session.config import NONE, profiles
from aws_session.errors import SessionError
from aws_session.model.account import ListingUnavailable, Picked, merged
from aws_session.model.credentials import Credentials
from aws_session.model.identity import AssumedRole, CallerIdentity
from aws_session.storage.stores import StoredIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config import Settings
    from aws_session.config.profiles import Profiles
    from aws_session.model.account import Account, AccountListing, Pose
    from aws_session.model.mfa import SessionTokenRequest
    from aws_session.model.role import AssumeRoleRequest
    from aws_session.model.shortcut import Shortcut
    from aws_session.session.ports import Aws
    from aws_session.storage.session_format import SessionMetadata

T = TypeVar("T")

START = 1_795_251_600
"""Saturday, 21 November 2026, 09:00:00 UTC; the beginning of a code's 30 seconds."""

ALICE = CallerIdentity("arn:aws:iam::111122223333:user/team/alice", "111122223333")
PHONE = "arn:aws:iam::111122223333:mfa/phone"
TABLET = "arn:aws:iam::111122223333:mfa/tablet"
SECURITY_KEY = "arn:aws:iam::111122223333:u2f/user/alice/key-ABC"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAFAKE", "AWS_SECRET_ACCESS_KEY": "fake-secret"}


NEWER_REGIONS = ("xx-future-1",)
"""Regions that only the SDK has."""


class MemoryJob(Generic[T]):
    """Work that is done when it is started, at most once."""

    def __init__(self, work: Callable[[], T], world: World) -> None:
        self._work = work
        self._world = world
        self._value: T | None = None
        self.error: BaseException | None = None
        self.begun = False

    def begin(self) -> None:
        if not self.begun:
            self.begun = True
            try:
                self._value = self._work()
            except BaseException as error:  # noqa: BLE001 - passed on to the caller that waits
                self.error = error

    def result(self) -> Any:
        self.begin()
        if self.error is not None:
            raise self.error
        return self._value


class MemoryAws:
    """Answers from lists; errors in them are raised. Every call is recorded."""

    def __init__(self, world: World, signer: SourceCredentials | None = None) -> None:
        self._world = world
        self._signer = signer

    def caller(self) -> CallerIdentity:
        self._world.calls.append(("caller",))
        return self._answer(self._world.callers, ALICE)

    def devices(self, caller: CallerIdentity) -> tuple[str, ...] | None:
        self._world.calls.append(("devices", caller.name))
        return self._answer(self._world.listings, (PHONE,))

    def prepare(self) -> None:
        assert ("caller",) in self._world.calls, "nothing may come before who calls"

    def session_token(self, serial: str, code: str, request: SessionTokenRequest) -> Credentials:
        self._world.calls.append(("session_token", serial, code, request.seconds))
        number = len(self._world.sent)
        expires = int(self._world.time) + request.seconds
        session = Credentials(f"ASIAFAKE{number}", f"secret{number}", f"token{number}", expires)
        return self._answer(self._world.answers, session)

    def assume_role(
        self, role: AssumeRoleRequest, caller: CallerIdentity, serial: str | None, code: str | None
    ) -> AssumedRole:
        self._world.calls.append(("assume_role", role.arn_in(caller.partition), serial, code))
        key = self._signer.key if self._signer else None
        self._world.assumed.append((key.key_id if key else None, role))
        number = len(self._world.calls)
        expires = int(self._world.time) + (role.seconds or 3600)
        session = Credentials(f"ASIAROLE{number}", f"secret{number}", f"token{number}", expires)
        name = role.session_name or caller.name
        principal = f"arn:aws:sts::{role.account}:assumed-role/{role.role}/{name}"
        return self._answer(self._world.answers, AssumedRole(session, principal))

    def resolve(self) -> Credentials:
        self._world.calls.append(("resolve",))
        return self._answer(self._world.resolved, Credentials("ASIAHANDED", "secret", "token"))

    def denies_key(self, user: str, role: str) -> bool:
        self._world.calls.append(("denies_key", user, role))
        return self._world.denies_keys

    def server_time(self) -> int:
        self._world.calls.append(("server_time",))
        return int(self._world.time)

    def signed_by(self, signer: SourceCredentials) -> MemoryAws:
        return MemoryAws(self._world, signer)

    def endpoint(self, service: str) -> str | None:
        del service
        return None

    def account_pages(self) -> Iterator[Iterable[Account] | ListingUnavailable]:
        self._world.calls.append(("accounts",))
        key = self._signer.key if self._signer else None
        signer = key.key_id if key else ""
        self._world.listers.append(signer)
        if self._world.may_list is None or signer in self._world.may_list:
            return iter(self._world.pages)
        return iter([ListingUnavailable(f"{signer} may not list")])

    def put_user_policy(self, user: str, name: str, document: str) -> str:
        self._world.calls.append(("put_user_policy", user, name, document))
        written = sum(call[0] == "put_user_policy" for call in self._world.calls) > 1
        return self._answer(self._world.puts, revocation.REVOKED if written else revocation.DONE)

    def _answer(self, answers: list[Any], usual: T) -> T:
        answer: T = answers.pop(0) if answers else usual
        if isinstance(answer, BaseException):
            raise answer
        return answer


class Store:
    """What several terminals share: stored sessions, and the turn to ask for one.

    `others` have the turn before us, one after the other; each does its work when we wait for it.
    `fails` is the store's answer to everything.
    """

    def __init__(self) -> None:
        self.markers: dict[str, SessionMetadata] = {}
        self.texts: dict[str, str] = {}
        self.reads: list[tuple[str, bool]] = []
        self.others: list[Callable[[], None]] = []
        self.turns: list[str] = []
        self.fails: SessionError | None = None

    def validate(self) -> None:
        if self.fails is not None:
            raise self.fails


class MemoryTurn:
    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self) -> str | None:
        self._store.turns.append("busy" if self._store.others else "taken")
        return "another" if self._store.others else None

    def wait(self) -> None:
        self._store.others.pop(0)()

    def leave(self) -> None:
        self._store.turns.append("left")


class World:
    """A machine that answers from its lists and records what it is told.

    `answers`, `callers` and `listings` are AWS's answers to GetSessionToken, GetCallerIdentity and
    ListMFADevices, including errors; then the usual ones. `typed` is None without a terminal.
    `may_list` are the keys that get the `pages`, None for all; `listers` those that asked.
    `assumed` are the roles, each with the ID of the key that signed; `offered` are the choices in a
    list.
    """

    def __init__(self, environ: dict[str, str], *typed: str, terminal: bool = True) -> None:
        self.environ = environ
        self.time: float = START
        self.typed = list(typed) if terminal else None
        self.files: tuple[str, str] = ("", "")
        self.own_settings = NONE
        self.broken_settings: SessionError | None = None
        self.policies: dict[str, str] = {}
        self.stdin = ""
        self.printed: list[str | SessionError] = []
        self.answers: list[Any] = []
        self.callers: list[Any] = []
        self.listings: list[Any] = []
        self.resolved: list[Any] = []
        self.puts: list[Any] = []
        self.denies_keys = False
        self.pages: list[Iterable[Account] | ListingUnavailable] = []
        self.may_list: set[str] | None = None
        self.listers: list[str] = []
        self.posed: list[Pose] = []
        self.picks: list[Account | str] = []
        self.shortcuts: tuple[Shortcut, ...] = ()
        self.mismatched: tuple[Account, ...] = ()
        self.roles: list[str] = []
        self.offered: list[tuple[Any, ...]] = []
        self.assumed: list[tuple[str | None, AssumeRoleRequest]] = []
        self.listed: AccountListing | None = None
        self.calls: list[tuple[Any, ...]] = []
        self.configured: list[str] = []
        self.hints: list[str] = []
        self.questions: list[str] = []
        self.announced: str | None = None
        self.last_devices: dict[str, str | None] = {}
        self.waits: list[tuple[float, str]] = []
        self.commands: list[str] = []
        self.thinking = 0.0
        self.store = Store()

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Serial number and code of every call that contained one."""
        return [(call[1], call[2]) for call in self.calls if call[0] == "session_token"]

    def now(self) -> float:
        return self.time

    def local_time(self, moment: int) -> str:
        return f"<{moment - START} s on>"

    def aws_files(self, environ: dict[str, str]) -> Profiles:
        config, credentials = self.files
        places = (environ.get("AWS_CONFIG_FILE", "CONFIG"), "CREDENTIALS")
        return profiles.read(config, places[0], credentials, places[1])

    def settings(self, environ: dict[str, str]) -> Settings:
        assert environ is not None
        return self.own_settings

    def revokes_on_end(self, environ: dict[str, str]) -> bool:
        if self.broken_settings is not None:
            raise self.broken_settings
        return self.settings(environ).revoke_on_end

    def policy_text(self, path: str) -> str:
        return self.policies[path]

    def tell(self, line: str, hint: str | None = None) -> None:
        assert self.announced is None, "what is said would stand behind the question"
        self.configured.append(line)
        if hint:
            self.hints.append(hint)

    def count_down(self, until: float, text: str) -> None:
        self.waits.append((until - START, text))
        self.time = max(self.time, until)

    def poses(self) -> tuple[Pose, ...]:
        return tuple(self.posed)

    def remember_pose(self, pose: Pose) -> None:
        self.posed.insert(0, pose)

    def listed_accounts(self, aws: Aws, caller: CallerIdentity) -> AccountListing | None:
        return self.listed

    def account_pages(
        self, aws: Aws, caller: CallerIdentity
    ) -> Iterator[Iterable[Account] | ListingUnavailable]:
        return aws.account_pages()

    def pick_target(
        self,
        known: Iterable[Account],
        pages: Iterable[Iterable[Account] | ListingUnavailable] | None,
        *,
        shortcuts: Iterable[Shortcut],
        stale: Iterable[Account],
        current: str | None,
    ) -> Picked:
        self.offered.append((tuple(known), pages is not None, current))
        self.shortcuts = tuple(shortcuts)
        self.mismatched = tuple(stale)
        wish = self.picks.pop(0)
        rows = {row.name: row for row in self.shortcuts}
        choice = rows[wish] if isinstance(wish, str) else wish
        arrived = [page for page in pages or () if not isinstance(page, ListingUnavailable)]
        return Picked(choice, merged(self.offered[-1][0], *arrived))

    def pick_role(self, account: Account, default: str | None, known: Iterable[str]) -> str:
        self.offered.append((account.id, default, tuple(known)))
        if self.roles:
            return self.roles.pop(0)
        assert default is not None, "nothing is chosen where nobody named a role"
        return default

    def last_device(self, key_id: str) -> str | None:
        return self.last_devices.get(key_id)

    def remember_device(self, key_id: str, serial: str | None) -> None:
        self.last_devices[key_id] = serial

    def has_stored_sessions(self) -> bool:
        return bool(self.store.markers)

    def stored_metadata(self, holder: str) -> SessionMetadata | None:
        return self.store.markers.get(holder)

    def kept(self, holder: str, *, quickly: bool) -> str | None:
        self.store.reads.append((holder, quickly))
        self.store.validate()
        return self.store.texts.get(holder)

    def keep(
        self, marker: SessionMetadata, text: str, keep_in: str | None, *, failed: str | None
    ) -> StoredIn:
        if failed is not None:
            raise SessionError("there is no other store")
        self.store.validate()
        self.store.markers[marker.cache_key] = marker
        self.store.texts[marker.cache_key] = text
        return StoredIn("a store in memory")

    def forget(self, holder: str) -> None:
        self.store.markers.pop(holder, None)
        self.store.texts.pop(holder, None)

    def kept_markers(self) -> tuple[SessionMetadata, ...]:
        return tuple(self.store.markers.values())

    def forget_stored(self) -> tuple[int, SessionError | None]:
        count = len(self.store.markers)
        self.store.markers.clear()
        if self.store.fails is not None:
            return 0, self.store.fails
        self.store.texts.clear()
        return count, None

    def turn(self, mark: str) -> MemoryTurn:
        return MemoryTurn(self.store)

    def announce(self, line: str, hint: str | None = None) -> None:
        self.tell(line, hint)

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def logs_in(self, error: SessionError) -> bool:
        raise error

    def is_region(self, name: str) -> bool:
        return name in NEWER_REGIONS

    def has_terminal(self) -> bool:
        return self.typed is not None

    def foresee(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> None:
        """Predict nothing."""

    def show_question(self, question: str) -> None:
        assert self.typed is not None, "no terminal to ask on"
        assert self.announced is None
        self.announced = question

    def ask(self, question: str, meanwhile: Any = None) -> str:
        assert self.typed is not None, "no terminal to ask on"
        assert self.announced in {None, question}
        self.announced = None
        self.questions.append(question)
        if meanwhile is not None:
            meanwhile.begin()
            if meanwhile.error is not None:
                raise meanwhile.error
        self.time += self.thinking
        return self.typed.pop(0)

    def code_from_stdin(self) -> str:
        return self.stdin

    def code_from_command(self, command: str) -> str:
        self.commands.append(command)
        printed = self.printed.pop(0)
        if isinstance(printed, BaseException):
            raise printed
        return printed

    def aws(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> MemoryAws:
        return MemoryAws(self, signer)

    def hand_on(self, aws: Aws) -> None:
        """Open nothing."""

    def job(self, work: Callable[[], T], slow: str) -> MemoryJob[T]:
        assert slow
        return MemoryJob(work, self)
