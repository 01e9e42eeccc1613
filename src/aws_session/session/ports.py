"""The ports: what a use case may ask of the machine and of AWS."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Protocol, TypeVar

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config import Settings
    from aws_session.config.profiles import Profiles
    from aws_session.errors import SessionError
    from aws_session.model.account import Account, AccountListing, ListingUnavailable, Picked
    from aws_session.model.account import Pose as RoleUse
    from aws_session.model.credentials import Credentials
    from aws_session.model.identity import AssumedRole, CallerIdentity
    from aws_session.model.mfa import SessionTokenRequest
    from aws_session.model.role import AssumeRoleRequest
    from aws_session.model.shortcut import Shortcut
    from aws_session.storage.session_format import SessionMetadata
    from aws_session.storage.stores import StoredIn

    T = TypeVar("T")

    Result_co = TypeVar("Result_co", covariant=True)

    class Job(Protocol[Result_co]):
        """Work for the background, started by the first call of either method."""

        def begin(self) -> None: ...

        def result(self) -> Result_co:
            """Wait for it; raise what the work raised."""

    class Aws(Protocol):
        """Calls, signed as planned; a refusal by AWS or the network is a SessionError."""

        def caller(self) -> CallerIdentity:
            """Call GetCallerIdentity, once."""

        def devices(self, caller: CallerIdentity) -> tuple[str, ...] | None:
            """Return the serial numbers of the caller's devices, or None if that is denied."""

        def prepare(self) -> None:
            """Prepare everything that a call with a code needs, without a call."""

        def session_token(
            self, serial: str, code: str, request: SessionTokenRequest
        ) -> Credentials:
            """Call GetSessionToken, sending the code at most once."""

        def assume_role(
            self,
            role: AssumeRoleRequest,
            caller: CallerIdentity,
            serial: str | None,
            code: str | None,
        ) -> AssumedRole:
            """Call AssumeRole; with a code, at most once."""

        def denies_key(self, user: str, role: str) -> bool:
            """Tell whether a user's policies certainly deny a role to their key with a code."""

        def server_time(self) -> int:
            """Call GetCallerIdentity and return the time of AWS's clock."""

        def put_user_policy(self, user: str, name: str, document: str) -> str:
            """Write an inline policy; returns one of the answers that `revocation` names."""

        def signed_by(self, signer: SourceCredentials) -> Aws:
            """Return calls for another signer over the open connections; this one is used up."""

        def endpoint(self, service: str) -> str | None:
            """Return the address that is configured for a service, or None for AWS's own."""

        def account_pages(self) -> Iterator[Iterable[Account] | ListingUnavailable]:
            """Call ListAccounts, page by page."""

        def resolve(self) -> Credentials:
            """Return the signer's own credentials, if they are not in a file."""

    class Lock(Protocol):
        """The right to ask for one thing, which only one process has at a time."""

        def take(self) -> str | None:
            """Take the turn; if another process has it, return which one."""

        def wait(self) -> None:
            """Wait until that process is done, but not for longer than a second."""

        def leave(self) -> None: ...

    class Ports(Protocol):
        """The machine. Times are in Unix seconds."""

        environ: dict[str, str]

        def now(self) -> float: ...

        def local_time(self, moment: int) -> str:
            """Return a local time, with the day unless it is today."""

        def aws_files(self, environ: dict[str, str]) -> Profiles: ...

        def settings(self, environ: dict[str, str]) -> Settings: ...

        def revokes_on_end(self, environ: dict[str, str]) -> bool:
            """Tell whether the settings require revoking sessions whenever they end."""

        def policy_text(self, path: str) -> str:
            """Return a policy document from a file, checked to be JSON, without white space."""

        def tell(self, line: str, hint: str | None = None) -> None:
            """Print a message and a hint on stderr."""

        def count_down(self, until: float, text: str) -> None:
            """Wait, showing the remaining time."""

        def poses(self) -> tuple[RoleUse, ...]:
            """Return the roles used before, the most recent first."""

        def remember_pose(self, pose: RoleUse) -> None: ...

        def listed_accounts(self, aws: Aws, caller: CallerIdentity) -> AccountListing | None:
            """Return the organization's accounts as they were last listed."""

        def account_pages(
            self, aws: Aws, caller: CallerIdentity
        ) -> Iterable[Iterable[Account] | ListingUnavailable]:
            """List the organization's accounts; the complete list is cached."""

        def pick_target(
            self,
            known: Iterable[Account],
            pages: Iterable[Iterable[Account] | ListingUnavailable] | None,
            *,
            shortcuts: Iterable[Shortcut],
            stale: Iterable[Account],
            current: str | None,
        ) -> Picked:
            """Let the person choose while pages arrive; KeyboardInterrupt if they leave.

            `stale` is the organization as it was last listed, if the pages are going to replace it.
            """

        def pick_role(self, account: Account, default: str | None, known: Iterable[str]) -> str: ...

        def last_device(self, key_id: str) -> str | None:
            """Return the serial number of the device for a key's last code."""

        def remember_device(self, key_id: str, serial: str | None) -> None:
            """Remember it for the next time; None forgets it."""

        def has_stored_sessions(self) -> bool:
            """Tell, with one look at the disk, whether any session is stored."""

        def stored_metadata(self, holder: str) -> SessionMetadata | None:
            """Return what is known about a holder's stored session without asking the store."""

        def kept(self, holder: str, *, quickly: bool) -> str | None:
            """Return what is in the secret store; SessionError if it fails."""

        def keep(
            self, marker: SessionMetadata, text: str, keep_in: str | None, *, failed: str | None
        ) -> StoredIn:
            """Put a session into a secret store and return which one.

            `keep_in` is the one that the settings name, `failed` the one that has failed already.
            """

        def forget(self, holder: str) -> None:
            """Delete a stored session; a refusal by the store is not reported."""

        def kept_markers(self) -> tuple[SessionMetadata, ...]:
            """Return what is known about all stored sessions, without asking the store."""

        def forget_stored(self) -> tuple[int, SessionError | None]:
            """Delete all stored sessions; return how many, and what the store refused."""

        def turn(self, mark: str) -> Lock: ...

        def announce(self, line: str, hint: str | None = None) -> None:
            """Show a message at once, also if another program started this run."""

        def sleep(self, seconds: float) -> None: ...

        def has_terminal(self) -> bool: ...

        def logs_in(self, error: SessionError) -> bool:
            """Offer to sign in if the AWS CLI is installed; tell whether that was done."""

        def is_region(self, name: str) -> bool:
            """Tell whether the installed SDK has a region."""

        def foresee(
            self, signer: SourceCredentials, region: str | None, base: dict[str, str]
        ) -> None:
            """Raise SessionError if calls are certain to fail; only the first time it is asked."""

        def show_question(self, question: str) -> None:
            """Show the next question early, so that it can be read."""

        def ask(self, question: str, meanwhile: Any = None) -> str:
            """Ask on the terminal and start `meanwhile`, a Job; its error ends the question."""

        def code_from_stdin(self) -> str: ...

        def code_from_command(self, command: str) -> str: ...

        def aws(
            self, signer: SourceCredentials, region: str | None, base: dict[str, str]
        ) -> Aws: ...

        def hand_on(self, aws: Aws) -> None:
            """Let the next signer with the same key use the connections of these calls."""

        def job(self, work: Callable[[], T], slow: str) -> Job[T]:
            """Return work for the background; `slow` is shown if waiting for it takes long."""
