"""Everything that can have policies or sign: an account's root, users, groups and roles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aws_session.sandbox import fake_credentials
from aws_session.sandbox.device import Device, Kind
from aws_session.sandbox.policy import Document
from aws_session.sandbox.principal_policies import Policy, PrincipalPolicies

if TYPE_CHECKING:
    from aws_session.sandbox.account import Account

PolicySource = str | Mapping[str, Any]

HOUR = 3600


@dataclass(eq=False)
class AccessKey:
    """A long-term key."""

    owner: "User | Root"
    created: float
    id: str = field(default_factory=fake_credentials.access_key_id)
    secret: str = field(default_factory=fake_credentials.secret_access_key, repr=False)
    active: bool = True


@dataclass(eq=False)
class Group:
    """Users who share policies."""

    account: "Account"
    name: str
    path: str
    created: float
    id: str = field(default_factory=lambda: fake_credentials.unique_id("AGPA"))
    inline: PrincipalPolicies = field(default_factory=PrincipalPolicies, repr=False)
    attached: PrincipalPolicies = field(default_factory=PrincipalPolicies, repr=False)

    @property
    def arn(self) -> str:
        return self.account.arn("iam", f"group{self.path}{self.name}")


@dataclass(eq=False)
class Root:
    """The account's owner."""

    account: "Account"
    keys: dict[str, AccessKey] = field(default_factory=dict, repr=False)
    devices: dict[str, Device] = field(default_factory=dict, repr=False)

    @property
    def arn(self) -> str:
        return self.account.arn("iam", "root")

    @property
    def id(self) -> str:
        return self.account.id

    def add_key(self) -> AccessKey:
        return self.account.issue_key(self)

    def add_device(self) -> Device:
        device = Device(self.account.arn("iam", "mfa/root-account-mfa-device"), Kind.VIRTUAL)
        device.enabled_at = self.account.cloud.now()
        self.devices[device.serial] = device
        return device


@dataclass(eq=False)
class User:
    """A person or program with long-term keys."""

    account: "Account"
    name: str
    path: str
    created: float
    id: str = field(default_factory=lambda: fake_credentials.unique_id("AIDA"))
    keys: dict[str, AccessKey] = field(default_factory=dict, repr=False)
    devices: dict[str, Device] = field(default_factory=dict, repr=False)
    groups: dict[str, Group] = field(default_factory=dict, repr=False)
    inline: PrincipalPolicies = field(default_factory=PrincipalPolicies, repr=False)
    attached: PrincipalPolicies = field(default_factory=PrincipalPolicies, repr=False)
    boundary: Policy | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        return self.account.arn("iam", f"user{self.path}{self.name}")

    def policies(self, now: float) -> Iterator[Policy]:
        """Yield the identity policies in force, including those of the groups."""
        holders: tuple[User | Group, ...] = (self, *self.groups.values())
        for holder in holders:
            yield from holder.inline.in_force(now)
            yield from holder.attached.in_force(now)

    def add_key(self) -> AccessKey:
        return self.account.issue_key(self)

    def add_device(
        self, kind: Kind = Kind.VIRTUAL, name: str | None = None, *, first: bool = False
    ) -> Device:
        """Enable a device of a kind, listed last or first.

        For a hardware device, the name is its full serial number.
        """
        device = Device(self._serial(kind, name or self.name), kind)
        if kind is Kind.VIRTUAL:
            self.account.virtual_devices[device.serial] = device
        device.enabled_at = self.account.cloud.now()
        added = {device.serial: device}
        self.devices = added | self.devices if first else self.devices | added
        return device

    def put_policy(self, name: str, source: PolicySource) -> Document:
        return self.account.put_inline(self, name, source)

    def attach(self, policy: Policy) -> None:
        self.account.attach(self, policy)

    def _serial(self, kind: Kind, name: str) -> str:
        if kind is Kind.VIRTUAL:
            return self.account.arn("iam", f"mfa/{name}")
        if kind is Kind.U2F:
            return self.account.arn("iam", f"u2f/user/{self.name}/{name}-FAKEFAKEFAKEFAKE")
        return name if name != self.name else "GAHT12345678"


@dataclass(eq=False)
class Role:
    """What a trusted caller can assume. max_session is in seconds."""

    account: "Account"
    name: str
    path: str
    created: float
    trust: Document
    max_session: int = HOUR
    description: str | None = None
    id: str = field(default_factory=lambda: fake_credentials.unique_id("AROA"))
    inline: PrincipalPolicies = field(default_factory=PrincipalPolicies, repr=False)
    attached: PrincipalPolicies = field(default_factory=PrincipalPolicies, repr=False)
    boundary: Policy | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        return self.account.arn("iam", f"role{self.path}{self.name}")

    def policies(self, now: float) -> Iterator[Policy]:
        yield from self.inline.in_force(now)
        yield from self.attached.in_force(now)

    def put_policy(self, name: str, source: PolicySource) -> Document:
        return self.account.put_inline(self, name, source)

    def attach(self, policy: Policy) -> None:
        self.account.attach(self, policy)


Holder = User | Group | Role
Principal = Root | User | Role
