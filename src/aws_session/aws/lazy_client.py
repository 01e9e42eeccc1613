"""A client that imports boto3 at its first call, in whichever thread that happens."""

from __future__ import annotations

from _thread import allocate_lock

from aws_session.aws import endpoints
from aws_session.config import aws_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from aws_session.aws.client import AwsClient
    from aws_session.aws.preconnect import Connections
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.model.account import Account, ListingUnavailable
    from aws_session.model.credentials import Credentials
    from aws_session.model.identity import AssumedRole, CallerIdentity
    from aws_session.model.mfa import SessionTokenRequest
    from aws_session.model.role import AssumeRoleRequest


class LazyClient:
    """The same as `AwsClient`, which takes half a second to import."""

    def __init__(
        self,
        signer: SourceCredentials,
        region: str | None,
        base: dict[str, str],
        keep: Callable[[CallerIdentity, tuple[str, ...]], None] = lambda *_: None,
        refused: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take the signer, the region and the environment.

        `keep` is called with the devices that IAM lists, `refused` with the ID of a key that AWS
        does not accept.
        """
        self._signer = signer
        self._region = region
        self._base = aws_files.for_botocore(base, signer.profile)
        self._keep = keep
        self._refused = refused
        self._lock = allocate_lock()
        self._connecting = allocate_lock()
        self._loaded: AwsClient | None = None
        self._connections: Connections | None = None
        self._asked = False

    def signed_by(self, signer: SourceCredentials) -> LazyClient:
        """Return the client for another signer of the same profile; this one is no longer used."""
        other = LazyClient(signer, self._region, self._base, self._keep, self._refused)
        with self._connecting, self._lock:
            if self._loaded is not None:
                other._connections, other._asked = self._connections, True
                other._loaded = self._loaded.signed_by(signer)
        return other

    def fits(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> bool:
        """Tell whether it would send calls with the same key on the same route."""
        own = self._signer
        return (own.key, own.profile, self._region) == (signer.key, signer.profile, region) and (
            self._base == aws_files.for_botocore(base, signer.profile)
        )

    def caller(self) -> CallerIdentity:
        return self._calls().caller()

    def devices(self, caller: CallerIdentity) -> tuple[str, ...] | None:
        serials = self._calls().devices(caller)
        if serials is not None:
            self._keep(caller, serials)
        return serials

    def prepare(self) -> None:
        self._calls().prepare()

    def session_token(self, serial: str, code: str, request: SessionTokenRequest) -> Credentials:
        return self._calls().session_token(serial, code, request)

    def assume_role(
        self, role: AssumeRoleRequest, caller: CallerIdentity, serial: str | None, code: str | None
    ) -> AssumedRole:
        return self._calls().assume_role(role, caller, serial, code)

    def denies_key(self, user: str, role: str) -> bool:
        return self._calls().denies_key(user, role)

    def server_time(self) -> int:
        return self._calls().server_time()

    def put_user_policy(self, user: str, name: str, document: str) -> str:
        return self._calls().put_user_policy(user, name, document)

    def endpoint(self, service: str) -> str | None:
        return endpoints.configured(self._base, self._signer.profile, service)

    def account_pages(self) -> Iterator[Iterable[Account] | ListingUnavailable]:
        return self._calls().account_pages()

    def resolve(self) -> Credentials:
        return self._calls().resolve()

    def _calls(self) -> AwsClient:
        if self._loaded is None:
            self._connect()
        with self._lock:
            if self._loaded is None:
                from aws_session.aws.client import AwsClient

                self._loaded = AwsClient(
                    self._signer, self._region, self._base, self._connections, self._refused
                )
            return self._loaded

    def _connect(self) -> None:
        """Open a connection for every call that has to wait for boto3 to load."""
        from aws_session.aws import preconnect

        with self._connecting:
            if not self._asked:
                self._asked = True
                profile = self._signer.profile
                self._connections = preconnect.ahead(self._region, self._base, profile)
            if self._connections is not None:
                self._connections.add()
