"""Everything in one partition: accounts, keys, sessions, organization, clock and faults."""

import threading
from dataclasses import dataclass, field

from aws_session.sandbox.account import Account, aws_managed_policies
from aws_session.sandbox.call_log import CallLog
from aws_session.sandbox.clock import Clock, Now
from aws_session.sandbox.device import Code, Device, Wait
from aws_session.sandbox.faults import Faults
from aws_session.sandbox.organization import Organization
from aws_session.sandbox.policy import Document, resource_policy
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import AccessKey, PolicySource, Role, User
from aws_session.sandbox.session import Session, SigninToken


@dataclass(eq=False)
class Cloud:
    """The data that the services answer from. Hold `lock` to change it while a server runs.

    skew is how many seconds its clock is ahead of `clock`; policy_delay is how many seconds pass
    before a policy change takes effect, account_delay how many before a new account exists.
    endpoint_policy is that of the VPC endpoint that every call goes through, if there is one.
    has_console: a browser that signs in gets a page of the sandbox's own instead of a redirect to
    AWS.
    """

    partition: str = "aws"
    clock: Now = field(default_factory=Clock)
    skew: float = 0.0
    policy_delay: float = 0.0
    account_delay: float = 1.0
    endpoint_policy: Policy | None = field(default=None, repr=False)
    has_console: bool = False
    disabled_regions: set[str] = field(default_factory=set)
    accounts: dict[str, Account] = field(default_factory=dict, repr=False)
    keys: dict[str, AccessKey] = field(default_factory=dict, repr=False)
    sessions: dict[str, Session] = field(default_factory=dict, repr=False)
    signin_tokens: dict[str, SigninToken] = field(default_factory=dict, repr=False)
    organization: Organization | None = None
    faults: Faults = field(default_factory=Faults, repr=False)
    calls: CallLog = field(default_factory=CallLog, repr=False)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        self.aws_managed = aws_managed_policies(self.partition)

    def now(self) -> float:
        return self.clock() + self.skew

    def policies_effective(self) -> float:
        return self.now() + self.policy_delay

    def add_account(self, account_id: str, name: str, email: str | None = None) -> Account:
        address = email or f"aws+{account_id}@example.com"
        account = Account(self, account_id, name, address, self.now())
        self.accounts[account_id] = account
        return account

    def add_organization(self, management: Account) -> Organization:
        self.organization = Organization("o-fakeorg123", management)
        return self.organization

    def put_endpoint_policy(self, source: PolicySource) -> None:
        """Send every call through a VPC endpoint with this policy."""
        self.endpoint_policy = Policy("vpc-endpoint-policy", resource_policy(source))

    def add_members(
        self,
        count: int,
        *,
        first_id: int = 200_000_000_000,
        role: tuple[str, Document] | None = None,
    ) -> list[Account]:
        """Add many member accounts, named `account-00000` and so on."""
        if self.organization is None:
            raise ValueError("there is no organization to add members to")
        members = [
            self.add_account(str(first_id + 7_919 * number), f"account-{number:05}")
            for number in range(count)
        ]
        for member in members if role else ():
            name, trust = role or ("", None)
            if trust is not None:
                member.add_role(name, trust)
        self.organization.add(members)
        return members

    def remember(self, session: Session) -> Session:
        self.sessions[session.key_id] = session
        return session

    def age_sessions(self, seconds: float) -> None:
        """Make every session that much older and forget the used codes.

        The clock is unchanged, so that real clients' signatures stay valid.
        """
        with self.lock:
            for session in self.sessions.values():
                session.age(seconds)
            for device in self._devices():
                device.forget_spent_codes()

    def device(self, serial: str) -> Device | None:
        return next((device for device in self._devices() if device.serial == serial), None)

    def code(self, serial: str) -> Code | Wait:
        """Return a code of a device that works now. Raises KeyError for an unknown serial."""
        with self.lock:
            device = self.device(serial)
            if device is None:
                raise KeyError(serial)
            return device.code(self.now())

    def find_role(self, arn: str) -> Role | None:
        account = self.accounts.get(_account_id(arn))
        if account is None:
            return None
        role = account.roles.get(arn.rpartition("/")[2])
        return role if role is not None and role.arn == arn else None

    def find_user(self, arn: str) -> User | None:
        account = self.accounts.get(_account_id(arn))
        if account is None:
            return None
        user = account.users.get(arn.rpartition("/")[2])
        return user if user is not None and user.arn == arn else None

    def _devices(self) -> list[Device]:
        found: dict[str, Device] = {}
        for account in self.accounts.values():
            found |= account.virtual_devices | account.root.devices
            for user in account.users.values():
                found |= user.devices
        return list(found.values())


def _account_id(arn: str) -> str:
    return next(iter(arn.split(":")[4:5]), "")
